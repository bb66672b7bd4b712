package audio

import "uncramp/routine"

// duck is how far, from 0 to 1, what is under words has made room for them. It
// knows what is coming: it is there when they begin.
type duck struct {
	words []routine.Utterance // in their order
	at    int                 // the first whose part in it is not over, for ascending offsets
}

// fill sets down to the duck from an offset on, and tells whether it is more
// than 0 anywhere there. It is a matter of the offset alone; asking in ascending
// order is fast.
func (d *duck) fill(down []float64, at int) bool {
	now := routine.Samples(at)
	end := now + routine.Samples(len(down))
	if d.at > 0 && now < d.words[d.at-1].Over() {
		d.at = 0
	}
	for d.at < len(d.words) && d.words[d.at].Over() <= now {
		d.at++
	}
	if d.at == len(d.words) || end <= d.words[d.at].Ahead() {
		return false
	}
	clear(down)
	for i, w := range d.words[d.at:] {
		if end <= w.Ahead() {
			break
		}
		over := w.Over()
		if next := d.at + i + 1; next < len(d.words) && d.words[next].From <= w.Until {
			over = w.Until // the next one holds it down
		}
		for n := max(now, w.Ahead()); n < min(end, w.From); n++ {
			// Another's is there already where words come soon, or unplanned.
			if v := &down[n-now]; *v < 1 {
				*v = max(*v, w.Duck(n))
			}
		}
		if from, to := max(now, w.From), min(end, w.Until); from < to {
			part := down[from-now : to-now]
			for i := range part {
				part[i] = 1
			}
		}
		for n := max(now, w.From, w.Until); n < min(end, over); n++ {
			down[n-now] = max(down[n-now], w.Duck(n))
		}
	}
	return true
}

// under ducks a chime under those words that it makes room for.
func (e *sounding) under(chime routine.Event, all []routine.Utterance) {
	e.duck.words = chime.Under(all)
	if len(e.duck.words) > 0 {
		e.ducked = 1 - duckOf(chime).gain()
	}
	if before := len(all) - len(e.duck.words); before > 0 {
		e.apart = int(all[before-1].Over())
	}
}

// duckOf is how far a chime goes down.
func duckOf(chime routine.Event) Decibels {
	if chime.Answers {
		return answerDuck
	}
	return chimeDuck
}

// raised is a raised cosine from 0 to 1, i samples into n.
func raised(i, n int) float64 { return routine.Raised(routine.Samples(i), routine.Samples(n)) }
