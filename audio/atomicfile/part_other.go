//go:build !linux

package atomicfile

import (
	"errors"
	"os"
)

func newPart(folder string) (*part, error) { return newNamedPart(folder) }

func linkUnnamed(*os.File, string) error { return errors.ErrUnsupported }
