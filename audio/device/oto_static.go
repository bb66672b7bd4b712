//go:build static

package device

import (
	"context"
	"errors"
)

const system = "ALSA"

// openOto fails: oto loads libasound and libc, which a static program cannot.
func openOto(context.Context, Options) (Output, error) {
	return nil, errors.New("not in a static build")
}
