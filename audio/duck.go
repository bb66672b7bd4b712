package audio

import (
	"time"

	"uncramp/routine"
)

// What is under a voice makes room for it: the figures of the design. Torcoli
// and others (AES Convention e-Brief, 2019) found listeners to prefer ducks of
// this order; W3C's technique G56 asks for 20 dB between speech and what is
// behind it.
const (
	duckAttack  = routine.DuckAhead // ends at the first phoneme
	duckRelease = time.Second       // begins at the end of the words
)

// duck is how far, from 0 to 1, what is under the voices of a plan has made room
// for them. It knows what is coming: it is there when words begin.
type duck struct {
	spans []routine.Interval // of speech, ascending
	at    int                // the first span that is not over, for ascending offsets
}

func newDuck(p *routine.Plan) duck { return duck{spans: p.Speech()} }

// fill sets down to the duck from an offset on, by raised cosines, and tells
// whether it is more than 0 anywhere there. It is a matter of the offset alone;
// asking in ascending order is fast.
func (d *duck) fill(down []float64, at int) bool {
	attack, release := Rate.N(duckAttack), Rate.N(duckRelease)
	if d.at > 0 && at < int(d.spans[d.at-1].To)+release {
		d.at = 0
	}
	for d.at < len(d.spans) && at >= int(d.spans[d.at].To)+release {
		d.at++
	}
	if d.at == len(d.spans) || at+len(down) <= int(d.spans[d.at].From)-attack {
		return false
	}
	clear(down)
	for _, s := range d.spans[d.at:] {
		from, to := int(s.From), int(s.To)
		if at+len(down) <= from-attack {
			break
		}
		for i := max(0, from-attack-at); i < min(len(down), to+release-at); i++ {
			v := 1.0
			if now := at + i; now < from {
				v = raised(now-from+attack, attack)
			} else if now >= to {
				v = 1 - raised(now-to, release)
			}
			// Words that nobody had planned come while it is on its way back.
			down[i] = max(down[i], v)
		}
	}
	return true
}

// raised is a raised cosine from 0 to 1, i samples into n.
func raised(i, n int) float64 { return routine.Raised(routine.Samples(i), routine.Samples(n)) }
