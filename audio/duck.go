package audio

import "uncramp/routine"

// duck computes how far events are turned down under words: 0 is not at all, 1 is down to
// their ducked gain.
type duck struct {
	words []utterance // in their order
	at    int         // the first of words that is not over, for ascending offsets
}

// fill sets down to the duck from an offset on, and reports whether it is more
// than 0 anywhere there. It depends on the offset alone; ascending offsets are
// fast.
func (d *duck) fill(down []float64, at int) bool {
	now := routine.Samples(at)
	end := now + routine.Samples(len(down))
	if d.at > 0 && now < d.words[d.at-1].over() {
		d.at = 0
	}
	for d.at < len(d.words) && d.words[d.at].over() <= now {
		d.at++
	}
	if d.at == len(d.words) || end <= d.words[d.at].ahead() {
		return false
	}
	clear(down)
	for i, w := range d.words[d.at:] {
		if end <= w.ahead() {
			break
		}
		over := w.over()
		if next := d.at + i + 1; next < len(d.words) && d.words[next].From <= w.until {
			over = w.until // the next one holds it down
		}
		for n := max(now, w.ahead()); n < min(end, w.From); n++ {
			// The utterance before may have filled this already.
			if v := &down[n-now]; *v < 1 {
				*v = max(*v, w.duck(n))
			}
		}
		if from, to := max(now, w.From), min(end, w.until); from < to {
			part := down[from-now : to-now]
			for i := range part {
				part[i] = 1
			}
		}
		for n := max(now, w.From, w.until); n < min(end, over); n++ {
			down[n-now] = max(down[n-now], w.duck(n))
		}
	}
	return true
}

// under ducks a chime for the words among all that it makes room for.
func (e *sounding) under(chime routine.Event, all []utterance) {
	e.duck.words = under(chime, all)
	if len(e.duck.words) > 0 {
		e.ducked = 1 - duckOf(chime).gain()
	}
	if before := len(all) - len(e.duck.words); before > 0 {
		e.apart = int(all[before-1].over())
	}
}

// duckOf returns how far a chime goes down.
func duckOf(chime routine.Event) Decibels {
	if chime.Answers {
		return answerDuck
	}
	return chimeDuck
}
