package main

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"time"
)

// proxy stands between players and a sound server and sees when sound passes.
type proxy struct {
	path   string
	target string
	sound  chan time.Time // when the first sound since expect passed
}

// startProxy listens at a path until its context ends.
func startProxy(ctx context.Context, path, target string) (*proxy, error) {
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { l.Close() })
	p := &proxy{path: path, target: target, sound: make(chan time.Time, 1)}
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go p.serve(client)
		}
	}()
	return p, nil
}

// expect forgets what has passed. The players before are gone by then.
func (p *proxy) expect() {
	select {
	case <-p.sound:
	default:
	}
}

// serve passes everything between a player and the server. The file
// descriptors that a player may send along are lost on the way, so the server
// must take none; the credentials that it sees are the proxy's.
func (p *proxy) serve(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("unix", p.target)
	if err != nil {
		return
	}
	defer server.Close()
	go func() {
		io.Copy(client, server)
		client.Close()
	}()
	// A packet is a descriptor of five big-endian words, the first two of which
	// are the length and the channel, and then its bytes (pulsecore/pstream.c).
	const control = 0xffffffff // the channel of commands
	var descriptor [20]byte
	for {
		if _, err := io.ReadFull(client, descriptor[:]); err != nil {
			return
		}
		if binary.BigEndian.Uint32(descriptor[4:]) != control {
			select {
			case p.sound <- time.Now():
			default:
			}
		}
		if _, err := server.Write(descriptor[:]); err != nil {
			return
		}
		if _, err := io.CopyN(server, client, int64(binary.BigEndian.Uint32(descriptor[:]))); err != nil {
			return
		}
	}
}
