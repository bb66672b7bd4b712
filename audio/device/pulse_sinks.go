package device

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jfreymuth/pulse/proto"
)

// Sink is one of a sound server's outputs.
type Sink struct {
	Name        string // for [Options]
	Description string
	Default     bool
}

// Sinks returns the sinks of the sound server, the default one marked: the one
// that Open opens if no sink is named. Without a server the error wraps
// ErrNoOutput.
func Sinks(ctx context.Context) ([]Sink, error) {
	ctx, cancel := context.WithTimeout(ctx, openWithin)
	defer cancel()
	c, err := dialPulse(ctx, func(any) {})
	if err == nil {
		defer c.fail(errClosed)
		var sinks []Sink
		if sinks, err = c.sinks(ctx); err == nil {
			return sinks, nil
		}
	}
	return nil, fmt.Errorf("%w: PulseAudio/PipeWire: %w", ErrNoOutput, err)
}

func (c *pulseClient) sinks(ctx context.Context) ([]Sink, error) {
	var info proto.GetServerInfoReply
	if err := c.request(ctx, &proto.GetServerInfo{}, &info); err != nil {
		return nil, err
	}
	first := loadClientConf().sink
	if first == "" {
		first = info.DefaultSinkName
	}
	var list proto.GetSinkInfoListReply
	if err := c.request(ctx, &proto.GetSinkInfoList{}, &list); err != nil {
		return nil, err
	}
	var sinks []Sink
	for _, s := range list {
		if s.SinkName != dummySink {
			sinks = append(sinks, Sink{s.SinkName, s.Device, s.SinkName == first})
		}
	}
	slices.SortFunc(sinks, func(a, b Sink) int { return strings.Compare(a.Name, b.Name) })
	return sinks, nil
}

// unknownSink returns an error that lists the sinks there are.
func (c *pulseClient) unknownSink(ctx context.Context, name string) error {
	sinks, err := c.sinks(ctx)
	if err != nil {
		return err
	}
	var names []string
	for _, s := range sinks {
		names = append(names, s.Name)
	}
	if len(names) == 0 {
		return fmt.Errorf("unknown sink %q: the server has none", name)
	}
	return fmt.Errorf("unknown sink %q: it is one of %s", name, strings.Join(names, ", "))
}
