package voicemaker

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"uncramp/routine"
	"uncramp/routine/yamlfile"
	"uncramp/sounds"
)

// The columns of a script in a spreadsheet, beside that of the voice that has a recording.
const (
	cueColumn   = "cue"
	wordsColumn = "words"
)

// WriteCSV writes a script for a spreadsheet. recorded returns what the last column says
// of a cue: which voice has a recording of it. Unless the words are plain ASCII, the file
// begins with the byte order mark by which Excel knows UTF-8.
func WriteCSV(w io.Writer, script []routine.Cue, recorded func(cue string) string) error {
	if slices.ContainsFunc(script, func(c routine.Cue) bool {
		return strings.ContainsFunc(c.Words, func(r rune) bool { return r > unicode.MaxASCII })
	}) {
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return err
		}
	}
	out := csv.NewWriter(w)
	out.Write([]string{cueColumn, wordsColumn, "recorded"})
	for _, c := range script {
		out.Write([]string{c.ID, c.Words, recorded(c.ID)})
	}
	out.Flush()
	return out.Error()
}

// readWords returns the words by cue in a script that a spreadsheet has saved: with
// commas, semicolons or tabs, in UTF-8 or UTF-16. Errors have the file and the line.
func readWords(file string) (map[string]string, error) {
	data, err := sounds.ReadFile(file, yamlfile.MaxSize)
	if err != nil {
		return nil, err
	}
	text, err := yamlfile.Text(data)
	if err != nil {
		return nil, yamlfile.In(file, err)
	}
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	first, _, _ := strings.Cut(text, "\n")
	if i := strings.IndexAny(first, ",;\t"); i >= 0 {
		r.Comma = rune(first[i])
	}
	head, err := r.Read()
	for i := range head {
		head[i] = strings.ToLower(strings.TrimSpace(head[i]))
	}
	cue, words := slices.Index(head, cueColumn), slices.Index(head, wordsColumn)
	if err != nil || cue < 0 || words < 0 {
		return nil, fmt.Errorf("%s:1: the first line must name the columns %s and %s: uncramp voice script --csv prints such a file", file, cueColumn, wordsColumn)
	}
	all := map[string]string{}
	for {
		row, err := r.Read()
		wrong := (*csv.ParseError)(nil)
		switch {
		case err == io.EOF:
			return all, nil
		case errors.As(err, &wrong):
			return nil, fmt.Errorf("%s:%d:%d: %w", file, wrong.Line, wrong.Column, wrong.Err)
		case err != nil:
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		line, _ := r.FieldPos(0)
		at := fmt.Sprintf("%s:%d", file, line)
		row = append(row, make([]string, len(head))...) // for cells that are left out
		id, said := strings.TrimSpace(row[cue]), strings.Join(strings.Fields(row[words]), " ")
		switch {
		case id == "" && said == "":
			continue
		case !sounds.IsCue(id):
			return nil, fmt.Errorf("%s: cue %q: a cue has letters, digits, - and _", at, id)
		case all[id] != "":
			return nil, fmt.Errorf("%s: a second line for cue %q", at, id)
		case said == "":
			return nil, fmt.Errorf("%s: cue %q has no words", at, id)
		case !yamlfile.IsLine(said):
			return nil, fmt.Errorf("%s: the words of cue %q have control characters", at, id)
		}
		all[id] = said
	}
}
