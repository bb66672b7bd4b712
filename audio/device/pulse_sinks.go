package device

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
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
	conf := loadClientConf()
	c, err := dialPulse(ctx, conf)
	if err == nil {
		defer c.fail(errClosed)
		var sinks []Sink
		if sinks, err = c.sinks(ctx, conf.sink); err == nil {
			return sinks, nil
		}
	}
	return nil, fmt.Errorf("%w: PulseAudio/PipeWire: %w", ErrNoOutput, err)
}

// sinks returns the sinks of the server, with that of the given name as the default
// one, or the server's own for "".
func (c *pulseClient) sinks(ctx context.Context, first string) ([]Sink, error) {
	var sinks []Sink
	err := c.request(ctx,
		ask(opGetServerInfo, func(v *values) {
			v.skip("ssssa")
			first = cmp.Or(first, v.string())
		}),
		ask(opGetSinkInfoList, func(v *values) {
			for len(v.rest) > 0 && !v.failed {
				v.skip("L")
				s := Sink{Name: v.string(), Description: v.string()}
				v.skip("amLvbLsUsLPUVLLLpsF")
				s.Default = s.Name == first
				if s.Name != dummySink {
					sinks = append(sinks, s)
				}
			}
		}))
	if err != nil {
		return nil, err
	}
	slices.SortFunc(sinks, func(a, b Sink) int { return strings.Compare(a.Name, b.Name) })
	return sinks, nil
}

// unknownSink returns an error that lists the sinks there are.
func (c *pulseClient) unknownSink(ctx context.Context, name string) error {
	sinks, err := c.sinks(ctx, "")
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
