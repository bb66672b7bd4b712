package captions

import (
	"bufio"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"uncramp/routine"
)

// Format is a kind of captions file, named as its extension.
type Format string

const (
	VTT Format = "vtt" // WebVTT, https://www.w3.org/TR/webvtt1/
	SRT Format = "srt" // SubRip
	LRC Format = "lrc" // lyrics, as music players show them
)

// Formats returns all of them.
func Formats() []Format { return []Format{VTT, SRT, LRC} }

// FormatOf returns the format that a file's name says, or "".
func FormatOf(path string) Format {
	for _, f := range Formats() {
		if strings.EqualFold(filepath.Ext(path), "."+string(f)) {
			return f
		}
	}
	return ""
}

// Write writes captions in order. language is a BCP 47 tag, which only WebVTT has; title
// is one line, which only lyrics have.
func (f Format) Write(w io.Writer, all []Caption, title, language string) error {
	out := bufio.NewWriter(w)
	switch f {
	case VTT:
		writeVTT(out, all, language)
	case SRT:
		writeSRT(out, all)
	case LRC:
		writeLRC(out, all, title)
	default:
		return fmt.Errorf("unknown captions format %q", f)
	}
	return out.Flush()
}

func writeVTT(out io.Writer, all []Caption, language string) {
	fmt.Fprintf(out, "WEBVTT\nKind: captions\nLanguage: %s\n", language)
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	for _, c := range all {
		fmt.Fprintf(out, "\n%s --> %s\n%s\n", stamp(c.Start, "."), stamp(c.End, "."), escape.Replace(c.bracketed()))
	}
}

func writeSRT(out io.Writer, all []Caption) {
	for i, c := range all {
		fmt.Fprintf(out, "%d\n%s --> %s\n%s\n\n", i+1, stamp(c.Start, ","), stamp(c.End, ","), c.bracketed())
	}
}

// writeLRC puts breaths into round brackets, because square ones hold times. An
// empty line ends a caption that no other follows.
func writeLRC(out io.Writer, all []Caption, title string) {
	fmt.Fprintf(out, "[ti:%s]\n", title)
	for i, c := range all {
		text := c.Text
		if c.Sound {
			text = "(" + text + ")"
		}
		fmt.Fprintf(out, "[%s]%s\n", lrcStamp(c.Start), text)
		if i+1 == len(all) || hundredths(all[i+1].Start) > hundredths(c.End) {
			fmt.Fprintf(out, "[%s]\n", lrcStamp(c.End))
		}
	}
}

func (c Caption) bracketed() string {
	if c.Sound {
		return "[" + c.Text + "]"
	}
	return c.Text
}

// stamp writes hours, minutes, seconds and milliseconds.
func stamp(at routine.Samples, point string) string {
	ms := at * 1000 / routine.Rate
	return fmt.Sprintf("%02d:%02d:%02d%s%03d", ms/3600000, ms/60000%60, ms/1000%60, point, ms%1000)
}

// lrcStamp writes minutes, seconds and hundredths.
func lrcStamp(at routine.Samples) string {
	cs := hundredths(at)
	return fmt.Sprintf("%02d:%02d.%02d", cs/6000, cs/100%60, cs%100)
}

func hundredths(at routine.Samples) routine.Samples { return at * 100 / routine.Rate }
