package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"uncramp/audio/tags"
	"uncramp/routine"
	"uncramp/routine/chapters"
)

// tags returns what a sound file says of the session. A nil cover is replaced by the
// program's own.
func (s *session) tags(cover *tags.Picture) *tags.Tags {
	title := s.title
	if s.routine != nil {
		title = s.routine.Title + map[routine.Side]string{routine.Left: " (left side)", routine.Right: " (right side)", routine.Both: " (both sides)"}[s.plan.Side]
	}
	speak := s.speakers.in(s.plan)
	var origins []string
	for _, v := range speak {
		spoken := "Voice"
		if v.Synthetic {
			spoken = "Synthetic voice"
		}
		origins = append(origins, fmt.Sprintf("%s: %s, by %s, %s.", spoken, v.Source, v.Author, v.Licence))
	}
	if cover == nil {
		cover = tags.Cover()
	}
	return &tags.Tags{
		Title: title, Artist: speak.String(), Album: "uncramp", Date: today(), Language: s.speakers[0].Language,
		Comment:  strings.Join(origins, " "),
		Cover:    cover,
		Chapters: chapters.Of(s.plan),
	}
}

// today returns the date as 2026-11-27: that of the day, or of SOURCE_DATE_EPOCH, by which
// a file becomes the same on every day (https://reproducible-builds.org/docs/source-date-epoch).
func today() string {
	at := time.Now()
	if epoch, err := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64); err == nil {
		at = time.Unix(epoch, 0).UTC()
	}
	return at.Format(time.DateOnly)
}

// readCover returns the picture in a file, or nil if path is empty.
func readCover(path string) (*tags.Picture, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	file, err := io.ReadAll(io.LimitReader(f, tags.MaxPicture+1))
	if err != nil {
		return nil, err
	}
	p, err := tags.NewPicture(file)
	if err != nil {
		return nil, fmt.Errorf("cover %q %w", path, err)
	}
	return p, nil
}
