package desktop

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"

	"github.com/godbus/dbus/v5"
)

// errForeign is returned when a bus breaks the protocol.
var errForeign = errors.New("the bus does not speak D-Bus")

const (
	// messageHead is the size of the part of a message that has a fixed length.
	messageHead = 16
	// longestMessage is far above what anybody sends to this program.
	longestMessage = 1 << 16
)

// messages reads the messages of a bus and passes on whole and valid ones.
// godbus reads on a goroutine of its own. There, half a message or a signal without
// its arguments is a panic that ends the program, and any stated length is allocated.
type messages struct {
	from *bufio.Reader
	left []byte // not yet read by godbus
}

func (m *messages) Read(p []byte) (int, error) {
	for len(m.left) == 0 {
		message, err := m.next()
		if err != nil {
			return 0, err
		}
		wanted, err := check(message)
		if err != nil {
			return 0, err
		}
		if wanted {
			m.left = message
		}
	}
	n := copy(p, m.left)
	m.left = m.left[n:]
	return n, nil
}

// next returns the bytes of the next message.
func (m *messages) next() ([]byte, error) {
	head, err := m.from.Peek(messageHead)
	if err != nil {
		return nil, err
	}
	var order binary.ByteOrder
	switch head[0] {
	case 'l':
		order = binary.LittleEndian
	case 'B':
		order = binary.BigEndian
	default:
		return nil, errForeign
	}
	body, fields := uint64(order.Uint32(head[4:])), uint64(order.Uint32(head[12:]))
	size := messageHead + (fields+7)/8*8 + body
	if size > longestMessage {
		return nil, errForeign
	}
	message := make([]byte, size)
	_, err = io.ReadFull(m.from, message)
	return message, err
}

// check returns an error unless godbus can read a message to its last byte. It
// reports whether godbus is to have it: signals are for nobody here, and an
// answer to a sender that is no name cannot be sent.
func check(message []byte) (wanted bool, err error) {
	defer func() {
		if recover() != nil {
			err = errForeign
		}
	}()
	r := bytes.NewReader(message)
	m, err := dbus.DecodeMessage(r)
	if err != nil || r.Len() > 0 {
		return false, errForeign
	}
	sender, _ := m.Headers[dbus.FieldSender].Value().(string)
	return m.Type != dbus.TypeSignal && isName(sender), nil
}

// isName reports whether s has only characters that names on a bus have.
func isName(s string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	return len(s) <= 255 && strings.Trim(s, letters+".:_-") == ""
}
