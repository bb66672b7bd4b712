package device

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func openNone(t *testing.T) Output {
	t.Helper()
	out, err := Open(t.Context(), Options{Name: None})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// None takes exactly as long as the sound does, and says where it is.
func TestNoneRealTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out, src, start := openNone(t), &counted{n: 100_001}, time.Now()
		go func() {
			time.Sleep(time.Second + time.Millisecond)
			if got := out.Position(); got != 48_000 {
				t.Errorf("at sample %d after a second, want 48000", got)
			}
		}()
		if err := out.Play(t.Context(), src); err != nil {
			t.Fatal(err)
		}
		if got, want := time.Since(start), Rate.D(src.n); got < want || got > want+time.Microsecond {
			t.Errorf("played for %v, want %v", got, want)
		}
		if got := out.Position(); got != src.n {
			t.Errorf("ended at sample %d of %d", got, src.n)
		}
	})
}

func TestNoneCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out, start := openNone(t), time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := out.Play(ctx, endless); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want the context's error", err)
		}
		if got := time.Since(start); got != time.Second {
			t.Errorf("played for %v after a second's limit", got)
		}
	})
}

func TestNoneClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := openNone(t)
		time.AfterFunc(time.Second, func() { out.Close() })
		if err := out.Play(t.Context(), endless); !errors.Is(err, ErrLost) {
			t.Errorf("got %v of an output closed under it, want ErrLost", err)
		}
	})
}

func TestNoneStreamerError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		want := errors.New("a damaged clip")
		if err := openNone(t).Play(t.Context(), &counted{n: 1000, err: want}); err != want {
			t.Errorf("got %v, want %v", err, want)
		}
	})
}

func TestOpenUnknown(t *testing.T) {
	_, err := Open(t.Context(), Options{Name: "jack"})
	const want = `unknown device "jack": it is one of auto, pulse, oto, none`
	if err == nil || err.Error() != want || errors.Is(err, ErrNoOutput) {
		t.Errorf("got %v, want %s", err, want)
	}
}
