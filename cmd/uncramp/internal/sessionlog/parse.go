package sessionlog

import (
	"bytes"
	"encoding/json"
	"slices"

	"uncramp/routine/yamlfile"
)

// parse reads the lines of a text. The last line of a session takes the place of
// the line that was written when the session had started.
func parse(text []byte) (l Log) {
	started := map[string]int{} // indices by ID
	for line := range bytes.Lines(text) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		s, ok := parseLine(line)
		if !ok {
			l.Damaged++
			continue
		}
		if at, known := started[s.ID]; known {
			l.Sessions[at] = s
			continue
		}
		if s.Ended == Started {
			started[s.ID] = len(l.Sessions)
		}
		l.Sessions = append(l.Sessions, s)
	}
	return l
}

// parseLine returns the session in a line, and reports whether it is one. Keys that this
// version does not know belong to later ones.
func parseLine(line []byte) (s Session, ok bool) {
	err := json.Unmarshal(line, &s)
	return s, err == nil && s.legal()
}

// legal reports whether a session has everything that the program relies on.
func (s *Session) legal() bool {
	numbers := []int{s.HeldLeft, s.HeldRight, s.Held, s.Whole, s.Cut, s.StoppedAt}
	return s.Version > 0 && !s.Start.IsZero() && !s.End.IsZero() &&
		slices.Contains([]string{"left", "right", "both", ""}, s.Side) &&
		slices.Min(numbers) >= 0 && slices.Max(numbers) <= 1e9 &&
		yamlfile.IsLine(s.Routine) && yamlfile.IsLine(string(s.Ended))
}
