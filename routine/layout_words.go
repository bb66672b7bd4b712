package routine

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// level returns the level of words in the round that is on.
func (l *layout) level() level {
	level := l.settings.Words.level(l.round)
	if l.round > 0 && l.again == (anew{l.side, l.round}) {
		level = max(level, levelShort)
	}
	return level
}

func (l *layout) chime(s *Step) {
	if l.round < s.FromRound {
		return
	}
	length := l.sound(s.Cue, l.at)
	if s.Whole {
		l.at += length
	} else {
		l.at += SamplesIn(s.Then)
	}
}

func (l *layout) say(s *Step) {
	cues := s.Cues
	if s.InTurn {
		in := max(0, slices.IndexFunc(cues, func(c Spoken) bool { return c[levelFull] == l.settings.Tip }))
		cues = cues[in : in+1]
	}
	if l.words(cues, s.Gap) {
		l.at += SamplesIn(s.Then)
	}
}

// words plans cues one after another and reports whether any is said.
func (l *layout) words(cues []Spoken, gap time.Duration) (said bool) {
	for _, c := range cues {
		cue := l.fill(c[l.level()], l.side)
		if cue == "" {
			l.tell(l.at, c)
			continue
		}
		if said {
			l.at += SamplesIn(gap)
		}
		start := l.at
		l.at += l.speak(cue, start, 0)
		l.tell(start, c)
		said = true
	}
	return said
}

// fill returns the cue's id for a side, the rounds and the length. It is empty if
// there is no recording of that number.
func (l *layout) fill(cue string, side Side) string {
	id := sided(cue, side)
	if !counted(id) {
		return id
	}
	rounds := strconv.Itoa(l.settings.Rounds)
	if l.settings.Side == Both && !strings.Contains(id, roundMark) {
		rounds += "-each"
	}
	id = strings.NewReplacer(roundMark, strconv.Itoa(l.round), roundsMark, rounds).Replace(id)
	if strings.Contains(id, minutesMark) {
		l.counts = true
		id = l.minutes(id)
	}
	if _, ok := l.lib.Spoken[id]; !ok {
		return ""
	}
	return id
}

// minutes returns, of the cues with a recording, the one whose number of minutes is
// nearest to the length of the session. It is empty if the nearest number is more than
// a fifth of the length away.
func (l *layout) minutes(cue string) (nearest string) {
	length := l.length.Duration().Minutes()
	least := 0.2 * length
	for n := 1; n <= longestMinutes; n++ {
		id := strings.ReplaceAll(cue, minutesMark, strconv.Itoa(n))
		if off := math.Abs(float64(n) - length); off <= least {
			if _, ok := l.lib.Spoken[id]; ok {
				nearest, least = id, off
			}
		}
	}
	return nearest
}

// tell notes the instruction that has been given since an offset.
func (l *layout) tell(since Samples, s Spoken) {
	full := cmp.Or(s[levelFull], s[levelShort], s[levelFew])
	short := cmp.Or(s[levelShort], full)
	if id := l.fill(full, l.side); id != "" {
		l.told = append(l.told, instruction{Interval{since, l.at}, id, l.fill(short, l.side)})
	}
}

// sound plans a chime and returns its length.
func (l *layout) sound(cue string, at Samples) Samples {
	return l.place(BusChime, l.lib.Chimes, cue, at, 0)
}

// speak plans words and returns their length. They must be over by slot, if that
// is not 0.
func (l *layout) speak(cue string, at, slot Samples) Samples {
	return l.place(BusVoice, l.lib.Spoken, cue, at, slot)
}

// place plans a recording and returns its length, 0 if the library lacks it.
func (l *layout) place(bus Bus, clips map[string]Clip, cue string, at, slot Samples) Samples {
	clip, ok := clips[cue]
	if !ok || clip.Length <= 0 {
		if !slices.Contains(l.missing, cue) {
			l.missing = append(l.missing, cue)
		}
		return 0
	}
	e := Event{At: at, Length: clip.Length, Bus: bus, Cue: cue, Text: clip.Words}
	if bus == BusVoice {
		switch late := at - l.released; {
		case l.released == 0:
		case late > SamplesIn(lateRelease):
			l.warn("%q begins %s after the release chime, when the listener has let go", cue, inSeconds(late))
		case late < SamplesIn(wordAfterChime):
			l.warn("%q begins %s after the release chime, which is hardly heard under it: wait: 1s", cue, inSeconds(late))
		}
		e.Pan, l.released = Pan(cue), 0
	}
	l.events = append(l.events, placed{e, slot, l.step, len(l.phases) - 1})
	return clip.Length
}
