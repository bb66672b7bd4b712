package routine

import (
	"slices"
	"testing"
)

// TestQuit: whatever is on, it is over at once, and where it was is known.
func TestQuit(t *testing.T) {
	for _, before := range []string{"0s louder", "0s space", "0s stop", "0s say again", "0s next", "0s silence"} {
		w := newWalk(t)
		at := w.press(w.start("hold 1"), before) + Rate/2
		on := w.c.Moment(at)
		w.do(Command{Verb: Quit}, at)
		if left := w.c.Plan().Length - at; left != SamplesIn(cutFade) || !w.c.Stopping() {
			t.Errorf("%s: %d samples are left, stopping %v", before, left, w.c.Stopping())
		}
		v := w.c.Plan().Volume
		if v[len(v)-1].DB != silence || slices.ContainsFunc(v, func(v VolumeChange) bool { return v.At > at }) {
			t.Errorf("%s: the volume changes by %v", before, v)
		}
		if m := w.c.Moment(at + Rate); m.State != Over || m.Phase() != on.Phase() {
			t.Errorf("%s: it ends in %+v, and was in %+v", before, m.Phase(), on.Phase())
		}
	}
}

// TestStopping: while a session stops, what the system does is answered by nothing,
// a key by a chime, and neither takes the fade away.
func TestStopping(t *testing.T) {
	for keys, answers := range map[string]int{
		"1s woken": 0, "1s sound back": 0, "1s silence": 0, "1s lose": 0,
		"1s softer": 1, "3s softer": 1, "1s space": 1, "1s where": 1, "1s next": 1,
	} {
		w := newWalk(t)
		at := w.press(w.start("hold 1"), "5s stop")
		before := len(w.c.Plan().Events)
		w.press(at, keys)
		p := w.c.Plan()
		if n := len(p.Events) - before; n != answers {
			t.Errorf("%s: %d answers, want %d", keys, n, answers)
		}
		if last := p.Volume[len(p.Volume)-1]; last.DB != silence || last.At+last.Over != p.Length {
			t.Errorf("%s: the last change of the volume is %v, of %d", keys, last, p.Length)
		}
	}
}
