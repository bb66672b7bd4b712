//go:build !linux

package atomicfile

import (
	"errors"
	"os"
)

// newPart creates a part with a name: this system has no others.
func newPart(folder string) (*part, error) { return newNamedPart(folder) }

// linkUnnamed is not called here.
func linkUnnamed(*os.File, string) error { return errors.ErrUnsupported }
