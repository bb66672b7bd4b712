//go:build !static

package device

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/ebitengine/oto/v3"
)

// card is the process's only oto context. oto can neither close it nor create
// another, so it is kept, and suspended while no output uses it.
var card struct {
	sync.Mutex
	context *oto.Context
	err     error // why there will be none
}

// errGone is why a card that was lost cannot be opened again.
var errGone = errors.New("lost, and not to be had again by this process")

// cardWithin bounds how long it takes to open or resume the card.
const cardWithin = 2 * time.Second

// openCard returns the card. It opens it the first time and resumes it later.
func openCard(ctx context.Context) (*oto.Context, error) {
	card.Lock()
	defer card.Unlock()
	if card.err != nil {
		return nil, card.err
	}
	if card.context == nil {
		if card.context, card.err = newCard(ctx); card.err != nil {
			card.err = errors.New(brief(card.err))
		}
		return card.context, card.err
	}
	if card.context.Err() != nil {
		return nil, errGone
	}
	c := card.context
	return c, within(ctx, cardWithin, func() error { return c.Resume() })
}

func newCard(ctx context.Context) (*oto.Context, error) {
	if err := checkEnvironment(); err != nil {
		return nil, err
	}
	silence()
	defer hideServers()()
	if err := within(ctx, cardWithin, findCard); err != nil {
		return nil, err
	}
	var c *oto.Context
	err := within(ctx, cardWithin, func() error {
		made, ready, err := oto.NewContext(&oto.NewContextOptions{
			SampleRate:      int(Rate),
			ChannelCount:    2,
			Format:          oto.FormatFloat32LE,
			BufferSize:      cardBuffer,
			ApplicationName: "uncramp",
		})
		if err != nil {
			return err
		}
		<-ready
		c = made
		return made.Err()
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

// within runs f, and stops waiting for it after a while.
func within(ctx context.Context, limit time.Duration, f func() error) error {
	done := make(chan error, 1)
	go func() { done <- f() }()
	select {
	case err := <-done:
		return err
	case <-time.After(limit):
		return errors.New("the driver does not answer")
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// checkEnvironment refuses what drivers in C are known not to survive: libpulse,
// which ALSA's default device may load, aborts the process at a PULSE_SERVER of
// some thousand bytes.
func checkEnvironment() error {
	const longest = 1024
	for _, v := range os.Environ() {
		name, value, _ := strings.Cut(v, "=")
		if (strings.HasPrefix(name, "PULSE_") || strings.HasPrefix(name, "ALSA_")) && len(value) > longest {
			return fmt.Errorf("%s has %d bytes, too many for the drivers", name, len(value))
		}
	}
	return nil
}

// hideServers hides sound servers from oto, which prefers them to a card and
// does not check what they say, until show is called. It sets PULSE_SERVER to a
// list whose first address oto cannot connect to; oto ignores addresses with a
// machine id. In a build with cgo libasound sees the variable as well, and its
// default card may lead to a server: libasound knows the machine id.
func hideServers() (show func()) {
	const name = "PULSE_SERVER"
	list := "unix:" + os.DevNull
	if id := machineID(); id != "" {
		for _, s := range loadClientConf().servers() {
			list += fmt.Sprintf(" {%s}%s:%s", id, s.network, s.address)
		}
	}
	before, set := os.LookupEnv(name)
	os.Setenv(name, list)
	return func() {
		if set {
			os.Setenv(name, before)
		} else {
			os.Unsetenv(name)
		}
	}
}
