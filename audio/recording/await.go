package recording

import (
	"context"
	"io"
)

// Await returns what f returns, or the cause of ctx when that is done earlier. Then
// f is left to itself, because a file system that does not answer cannot be
// interrupted, and what it returns is closed if it is an [io.Closer].
func Await[T any](ctx context.Context, f func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result)
	go func() {
		v, err := f()
		select {
		case done <- result{v, err}:
		case <-ctx.Done():
			if c, ok := any(v).(io.Closer); ok && err == nil {
				c.Close()
			}
		}
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		var none T
		return none, context.Cause(ctx)
	}
}
