//go:build !linux

package desktop

import (
	"context"
	"errors"
)

// Notify fails on this system.
func Notify(context.Context, string, string) error {
	return errors.New("notifications are shown on Linux alone")
}
