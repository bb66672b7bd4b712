package device

import (
	"context"
	"io"
	"time"
)

const (
	// latency is how much sound the server holds ahead. With 400 ms, four to eight
	// busy processes on two cores interrupted one session of four, with 1 s one of
	// twelve, with 3 s none in 80 s. Keys need not wait for it, because Recall
	// replaces what was sent.
	latency = 3 * time.Second
	// prebuffer is how much sound the server waits for before it plays. More may
	// still have to be decoded then.
	prebuffer = 300 * time.Millisecond
	// portion is how much sound the server asks for at a time.
	portion = 50 * time.Millisecond
	// batch is how much it has asked for when it is sent more, if it holds ten times as
	// much: each time wakes the mixer.
	batch = 200 * time.Millisecond
	// margin is how much of what a server has not yet read is not replaced: while
	// the replacement is made, the server reads on.
	margin = 30 * time.Millisecond
)

// want notes that the server has room for n more bytes.
func (p *pulse) want(n uint32) {
	p.wanted.Add(int64(n))
	notify(p.asked)
}

// feed sends src as the server asks for it, and returns when the last of it has
// been heard. While it sends, it allocates nothing.
func (p *pulse) feed(src *frames) error {
	block := make([]byte, blockHead+Rate.N(portion)*frameBytes)
	var drained <-chan error // not nil while src has ended
	for {
		select {
		case <-p.asked:
			if p.wanted.Load() < p.batch {
				continue
			}
		case <-p.recalls:
			if src.rewinder == nil {
				continue
			}
			if err := p.recall(src); err != nil {
				return err
			}
			drained = nil // src may have more now
		case err := <-drained:
			return err
		case <-p.client.alive.Done():
			return context.Cause(p.client.alive)
		}
		if drained != nil {
			continue
		}
		switch err := p.fill(src, block); err {
		case nil:
		case io.EOF:
			drained = p.drain()
		default:
			return err
		}
	}
}

// drain returns a channel that receives when all that was sent has been heard.
func (p *pulse) drain() <-chan error {
	done := make(chan error, 1)
	go func() {
		done <- p.client.request(p.client.alive, ask(opDrainPlaybackStream, nil, p.index))
	}()
	return done
}

// fill sends src, by way of block, until the server has no more room. It returns
// io.EOF once src has ended.
func (p *pulse) fill(src *frames, block []byte) error {
	for {
		if p.client.alive.Err() != nil {
			return context.Cause(p.client.alive)
		}
		room := min(p.wanted.Load(), int64(len(block)-blockHead)) / frameBytes * frameBytes
		if room == 0 {
			return nil
		}
		n, err := src.Read(block[blockHead : blockHead+room])
		if err != nil {
			return err
		}
		putHead(block[:blockHead+n], p.index, -p.back)
		p.back = 0
		if err := p.client.send(block[:blockHead+n]); err != nil {
			return err
		}
		p.wanted.Add(-int64(n))
		p.head.deliver(int(src.read.Load()))
	}
}

// recall rewinds src to what the server has not read yet.
func (p *pulse) recall(src *frames) error {
	asked := time.Now()
	at, err := p.askPosition()
	if err != nil {
		return err
	}
	read := int(src.read.Load())
	n := int(min(max(0, at.read)+int64(Rate.N(time.Since(asked)+margin)), int64(read)))
	src.rewind(n)
	p.back += int64(read-n) * frameBytes
	p.wanted.Add(int64(read-n) * frameBytes)
	return nil
}
