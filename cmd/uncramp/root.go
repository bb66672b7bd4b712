package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"uncramp/routine"
)

const about = `A recorded voice and breathing chimes lead you through a stretch that may ease a
cramp in the buttock. Put headphones on, start it and close your eyes: nothing
has to be looked at from the first word to the last. It takes about seven
minutes, both sides eleven.

Do not stretch but get help at once if you are numb around your genitals or in
both buttocks, have new trouble with your bladder or bowel, are weak or numb in
both legs, or had a serious accident. Stop at once if anything hurts. "uncramp
advice" says when to see a doctor first, and what else may help.`

const playKeys = `While it plays, every key is answered by a sound:
  space          pause, continue
  Enter          the angle is found; so does any key without another meaning
  right          the next phase; in the opening: skip it
  left           repeat this phase; twice quickly: the one before
  a              say that again
  w, ?           where am I
  s              in the opening: the other side
  + -, up, down  louder, softer
  q, Esc         stop, with the words that let the leg down; twice: stop at once
  Ctrl-C, Ctrl-D stop, too; Ctrl-\ at once
  Ctrl-Z         pause and return to the shell; fg comes back, still paused
On Linux the buttons of a headset, media keys and the desktop do it too: play
and pause, next, previous, stop, volume.`

const examples = `  uncramp                           the left side, three rounds of 30 seconds
  uncramp both --rounds 4           left, then right
  uncramp right --hold 20s --words few
  uncramp --routine lying           on your back, in bed or on the floor
  uncramp plan                      what will happen, second by second
  uncramp render -o session.flac    the same session as a file
  uncramp --from 2:30               resume a session that was cut short`

func rootCommand() *cobra.Command {
	root := playCommand("uncramp [left|right|both]")
	root.Short = "A voice leads you through a stretch for a cramp in the buttock"
	root.Long = about + "\n\n" + playKeys
	root.Example = examples
	root.Version = version
	root.SilenceErrors = true
	root.SilenceUsage = true
	root.SuggestionsMinimumDistance = 2
	root.SetVersionTemplate("uncramp {{.Version}}\n")
	root.SetUsageTemplate(strings.ReplaceAll(root.UsageTemplate(), "Flags.FlagUsages", "Flags.FlagUsagesWrapped 80") + "\n" + exitCodes + "\n")
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		if v := (*pflag.InvalidValueError)(nil); errors.As(err, &v) && v.GetFlag().Value.Type() == "bool" {
			err = fmt.Errorf("--%s %q: must be true or false", v.GetFlag().Name, v.GetValue())
		}
		return listed(c, err)
	})
	root.PersistentPreRunE = checkFlags
	play := playCommand("play [left|right|both]")
	play.Short = "Play a session (default)"
	play.Long = "Play a session, as uncramp does by itself.\n\n" + playKeys
	root.AddCommand(
		adviceCommand(),
		completionCommand(),
		configCommand(),
		logCommand(),
		notifyCommand(),
		planCommand(),
		play,
		remindCommand(),
		renderCommand(),
		routineCommand(),
		soundcheckCommand(),
		versionCommand(),
		voiceCommand(),
	)
	root.SetHelpCommand(helpCommand())
	return root
}

// listed returns an error of usage that points to the help of a command.
func listed(c *cobra.Command, err error) error {
	return &problem{error: err, code: exitUsage, remedy: c.CommandPath() + " --help lists the flags"}
}

// checkFlags refuses empty flags, which for some would mean the default and for
// others nothing at all, and expands those that are paths.
func checkFlags(c *cobra.Command, _ []string) (err error) {
	c.Flags().Visit(func(f *pflag.Flag) {
		switch value := f.Value.String(); {
		case err != nil:
		case value == "":
			err = listed(c, fmt.Errorf("--%s needs a value", f.Name))
		case f.Value.Type() == "string":
			if value, err = expandPath(value); err == nil {
				err = f.Value.Set(value)
			}
		}
	})
	return err
}

// noArgs refuses arguments.
func noArgs(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usageError("%s takes no %q", name(c), args[0])
	}
	return nil
}

// group makes c a command that only holds others, and returns it.
func group(c *cobra.Command) *cobra.Command {
	c.Args = func(c *cobra.Command, args []string) error {
		names := subcommands(c)
		if len(args) == 0 {
			return usageError("%s needs one of %s", name(c), strings.Join(names, ", "))
		}
		return unknown(name(c)+" command", args[0], names)
	}
	c.RunE = func(*cobra.Command, []string) error { return nil } // makes cobra check the arguments
	return c
}

// unknown returns the error for a word that is none of the legal ones.
func unknown(what, word string, legal []string) error {
	err := usageError("unknown %s %q: must be one of %s", what, word, strings.Join(legal, ", "))
	if n := routine.Nearest(word, legal); n != "" {
		return hint(err, "did you mean %q?", n)
	}
	return err
}

// sideArg returns the side that a session is for, or "" if that is left to the
// routine.
func sideArg(c *cobra.Command, args []string) (routine.Side, error) {
	if len(args) == 0 {
		return "", nil
	}
	side, err := routine.ParseSide(args[0])
	switch {
	case err != nil && c.HasParent():
		return "", asUsage(err)
	case err != nil:
		legal := append([]string{string(routine.Left), string(routine.Right), string(routine.Both)}, subcommands(c)...)
		return "", unknown("side or command", args[0], legal)
	case len(args) > 1:
		return "", usageError("one side only, not %q as well: both means left, then right", args[1])
	}
	return side, nil
}
