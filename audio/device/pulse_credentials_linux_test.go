package device

import (
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// The server asks for credentials only after the message has come, when the
// kernel does not add them any more.
func TestCredentialsComeWithTheFirstMessage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "native")
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	plain, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	server, err := l.AcceptUnix()
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()

	conn := withCredentials(plain)
	for _, s := range []string{"first", "next"} {
		if n, err := conn.Write([]byte(s)); n != len(s) || err != nil {
			t.Fatalf("Write(%q) = %d, %v", s, n, err)
		}
	}
	raw, err := server.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	raw.Control(func(fd uintptr) { err = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_PASSCRED, 1) })
	if err != nil {
		t.Fatal(err)
	}
	want := syscall.Ucred{Pid: int32(os.Getpid()), Uid: uint32(os.Getuid()), Gid: uint32(os.Getgid())}
	data, oob := make([]byte, len("first")), make([]byte, 64)
	n, oobn, _, _, err := server.ReadMsgUnix(data, oob)
	if err != nil || string(data[:n]) != "first" {
		t.Fatalf("the server read %q, %v", data[:n], err)
	}
	if got, err := credentialsOf(oob[:oobn]); err != nil || got != want {
		t.Errorf("got credentials %+v, %v, want %+v", got, err, want)
	}
}

func credentialsOf(oob []byte) (syscall.Ucred, error) {
	messages, err := syscall.ParseSocketControlMessage(oob)
	if err != nil || len(messages) == 0 {
		return syscall.Ucred{}, err
	}
	c, err := syscall.ParseUnixCredentials(&messages[0])
	if err != nil {
		return syscall.Ucred{}, err
	}
	return *c, nil
}
