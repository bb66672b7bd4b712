// Package sessionlog keeps a line of JSON for each session that was played, in a
// file that only its user can read, and answers what a new session asks of it.
//
// [Append] writes a session, [Read] reads all of them, and [Recent] reads what a new
// session needs. The methods of [Log] are pure: they get the time.
package sessionlog

import (
	"encoding/json"
	"path/filepath"
	"time"

	"uncramp/cmd/uncramp/internal/userfolder"
)

// Session is a session that was played.
type Session struct {
	Version   int               `json:"v"`
	ID        string            `json:"id"`
	Start     time.Time         `json:"start"`
	End       time.Time         `json:"end"` // for [Started], when the line was written
	Routine   string            `json:"routine"`
	Side      string            `json:"side"`           // left, right or both; empty for a routine without sides
	HeldLeft  int               `json:"held_left"`      // seconds
	HeldRight int               `json:"held_right"`     // seconds
	Held      int               `json:"held,omitempty"` // seconds without a side
	Whole     int               `json:"holds"`          // holds that were whole
	Cut       int               `json:"holds_cut"`      // holds that were cut short
	Ended     Ending            `json:"ended"`
	StoppedAt int               `json:"stopped_at,omitempty"` // seconds into the session, as --from takes them
	Said      []string          `json:"said,omitempty"`       // of the cues that depend on the log, those it said
	Settings  map[string]string `json:"settings,omitempty"`   // flags that were not at their defaults
}

// Ending is how a session ended.
type Ending string

const (
	Done    Ending = "done"
	Stopped Ending = "stopped"
	Lost    Ending = "lost"    // its sound output went and did not come back
	Started Ending = "started" // not known to have ended: killed, or still on
)

// version is the version of the format.
const version = 1

// held reports whether the session had a hold, on the left or the right side.
func (s Session) held() bool { return s.HeldLeft > 0 || s.HeldRight > 0 }

// Log holds the sessions of a file.
type Log struct {
	Sessions []Session // in the order of the file
	Damaged  int       // lines that are no session
}

// line returns the session as a line of the file.
func (s Session) line() ([]byte, error) {
	s.Version = version
	s.Start, s.End = s.Start.Truncate(time.Second), s.End.Truncate(time.Second)
	b, err := json.Marshal(s)
	return append(b, '\n'), err
}

// Path returns the file of this user's log: in XDG_STATE_HOME, or where the
// system keeps such files.
func Path() (string, error) {
	folder, err := userfolder.State()
	if err != nil {
		return "", err
	}
	return filepath.Join(folder, "sessions.jsonl"), nil
}
