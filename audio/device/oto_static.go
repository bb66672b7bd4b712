//go:build static

package device

import (
	"context"
	"errors"
)

const system = "ALSA"

// openOto fails: oto loads libasound and libc, which a static program does without.
func openOto(context.Context, func(bool)) (Output, error) {
	return nil, errors.New("not in a static build")
}
