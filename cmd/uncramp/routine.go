package main

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"uncramp/audio/atomicfile"
	"uncramp/cmd/uncramp/internal/screen"
	"uncramp/routine"
)

func routineCommand() *cobra.Command {
	c := group(&cobra.Command{Use: "routine", Short: "List, show, begin and check routines"})
	c.AddCommand(routineListCommand(), routineShowCommand(), routineNewCommand(), routineCheckCommand(), routineSchemaCommand())
	return c
}

func routineListCommand() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the routines, your own below", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			own, err := ownRoutines()
			names := append(routine.Builtin(), own...)
			width := len(slices.MaxFunc(names, func(a, b string) int { return len(a) - len(b) }))
			for _, name := range names {
				title := ""
				if r, err := openRoutine(name); err == nil {
					title = r.Title
				} else {
					title, _, _ = strings.Cut("cannot be read: "+err.Error(), "\n")
				}
				if _, err := fmt.Fprintln(c.OutOrStdout(), screen.Clean(fmt.Sprintf("%-*s  %s", width, name, title))); err != nil {
					return err
				}
			}
			return err
		},
	}
}

func routineShowCommand() *cobra.Command {
	return &cobra.Command{
		Use: "show [NAME]", Short: "Print a routine's file, to copy and change", Args: atMostOne,
		ValidArgsFunction: completeRoutines,
		Example:           "  uncramp routine show > mine.yaml",
		RunE: func(c *cobra.Command, args []string) error {
			name := routine.Default
			if len(args) > 0 {
				name = args[0]
			}
			_, src, err := routineSource(name)
			if err != nil {
				return err
			}
			_, err = c.OutOrStdout().Write(src)
			return err
		},
	}
}

func routineSchemaCommand() *cobra.Command {
	return &cobra.Command{
		Use: "schema", Short: "Print a JSON schema of routine files, for editors", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			_, err := c.OutOrStdout().Write(routine.Schema(script()))
			return err
		},
	}
}

// skeleton is the file with which a routine of the user's own begins.
//
//go:embed skeleton.yaml
var skeleton string

// schemaFile is the name of the file, in the folder of the user's own routines, by which
// editors check them.
const schemaFile = "routine.schema.json"

func routineNewCommand() *cobra.Command {
	return &cobra.Command{
		Use: "new NAME", Short: "Begin a routine of your own, which plays at once",
		Long: `Write a routine to change, with comments, and beside it a schema by which
editors complete and check it. It is found by its name from anywhere, and plays
at once.`,
		Example: `  uncramp routine new figure-four
  uncramp --routine figure-four`,
		Args: func(c *cobra.Command, args []string) error {
			switch {
			case len(args) != 1:
				return usageError("%s takes one name", name(c))
			case slices.Contains(routine.Builtin(), args[0]):
				return usageError("routine %q: is built in: choose another name", args[0])
			case !voiceName.MatchString(args[0]):
				return usageError("routine %q: a name has letters, digits, - and _", args[0])
			case args[0] == routine.NoFallback || !filepath.IsLocal(args[0]): // Windows has devices such as CON
				return usageError("routine %q: the name has a meaning already: choose another one", args[0])
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			path, err := routineFile(args[0])
			if err != nil {
				return err
			}
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				return plainly(filepath.Dir(path), err)
			}
			err = writePrivate(path, false, strings.ReplaceAll(skeleton, "NAME", args[0]))
			if errors.Is(err, fs.ErrExist) {
				return hint(fmt.Errorf("%s exists", path), "uncramp --routine %s plays it", args[0])
			}
			if err != nil {
				return err
			}
			if err := writePrivate(filepath.Join(filepath.Dir(path), schemaFile), true, string(routine.Schema(script()))); err != nil {
				return err
			}
			tell(c.ErrOrStderr(), "wrote %s", path)
			tell(c.ErrOrStderr(), "uncramp --routine %s plays it, uncramp routine check %s says what is wrong with it", args[0], args[0])
			return nil
		},
	}
}

// writePrivate writes a file that only the user can read.
func writePrivate(path string, replace bool, text string) error {
	err := atomicfile.Write(path, replace, func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	})
	if err != nil {
		return err
	}
	return os.Chmod(path, 0o600)
}

func atMostOne(c *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usageError("%s takes one name, not %q too", name(c), args[1])
	}
	return nil
}
