package device

import (
	"net"
	"os"
	"syscall"
	"testing"
)

// The server asks for credentials only after the message has come, when the
// kernel does not add them any more.
func TestCredentialsComeWithTheFirstMessage(t *testing.T) {
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	theirs := fds[1]
	defer syscall.Close(theirs)
	file := os.NewFile(uintptr(fds[0]), "ours")
	defer file.Close()
	ours, err := net.FileConn(file)
	if err != nil {
		t.Fatal(err)
	}
	defer ours.Close()

	conn := withCredentials(ours)
	for _, s := range []string{"first", "next"} {
		if n, err := conn.Write([]byte(s)); n != len(s) || err != nil {
			t.Fatalf("Write(%q) = %d, %v", s, n, err)
		}
	}
	if err := syscall.SetsockoptInt(theirs, syscall.SOL_SOCKET, syscall.SO_PASSCRED, 1); err != nil {
		t.Fatal(err)
	}
	data, oob := make([]byte, 64), make([]byte, 64)
	n, oobn, _, _, err := syscall.Recvmsg(theirs, data, oob, 0)
	if err != nil || string(data[:n]) != "first" {
		t.Fatalf("the server read %q, %v", data[:n], err)
	}
	messages, err := syscall.ParseSocketControlMessage(oob[:oobn])
	if err != nil || len(messages) != 1 {
		t.Fatalf("got %v, %v, want one message", messages, err)
	}
	want := syscall.Ucred{Pid: int32(os.Getpid()), Uid: uint32(os.Getuid()), Gid: uint32(os.Getgid())}
	if got, err := syscall.ParseUnixCredentials(&messages[0]); err != nil || *got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
}
