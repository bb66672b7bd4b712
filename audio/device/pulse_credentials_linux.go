package device

import (
	"net"
	"os"
	"syscall"
)

// credentialsConn sends this process's credentials with the first write. A
// server that cannot compare cookies admits its own user by them. The kernel
// adds them by itself only if the server has asked in time, and says "nobody" if
// it has not, as happens on a busy machine.
type credentialsConn struct {
	*net.UnixConn
	sent bool
}

// withCredentials returns conn, with credentials if it is a Unix socket.
func withCredentials(conn net.Conn) net.Conn {
	if unix, ok := conn.(*net.UnixConn); ok {
		return &credentialsConn{UnixConn: unix}
	}
	return conn
}

func (c *credentialsConn) Write(p []byte) (int, error) {
	if c.sent {
		return c.UnixConn.Write(p)
	}
	c.sent = true
	self := syscall.Ucred{Pid: int32(os.Getpid()), Uid: uint32(os.Getuid()), Gid: uint32(os.Getgid())}
	n, _, err := c.WriteMsgUnix(p, syscall.UnixCredentials(&self), nil)
	if err != nil || n == len(p) {
		return n, err
	}
	rest, err := c.UnixConn.Write(p[n:])
	return n + rest, err
}
