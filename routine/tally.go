package routine

// tally is how long each side has been stretched, and in how many holds.
type tally struct {
	left, right Samples
	whole, cut  int
}

// add counts an era up to an offset of the clock; ended tells whether a hold
// that was on by then was cut off.
func (t *tally) add(e era, to Samples, ended bool) {
	if e.resume >= to {
		return
	}
	end := e.at(to)
	for _, p := range e.score.Phases {
		from, until := max(p.Start, e.place), min(p.End, end)
		if p.Name != PhaseHold || until <= from {
			continue
		}
		if p.Side == Right {
			t.right += until - from
		} else {
			t.left += until - from
		}
		switch {
		case from == p.Start && until == p.End:
			t.whole++
		case ended || until == p.End:
			t.cut++
		}
	}
}
