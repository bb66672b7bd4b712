package audio

import (
	"math"
	"time"

	"uncramp/routine"
)

// What is under a voice makes room for it: the figures of the design. Torcoli
// and others (AES Convention e-Brief, 2019) found listeners to prefer ducks of
// this order; W3C's technique G56 asks for 20 dB between speech and what is
// behind it.
const (
	duckAttack  = 250 * time.Millisecond  // ends at the first phoneme
	duckRelease = time.Second             // begins at the end of the words
	duckHold    = 1500 * time.Millisecond // words closer than this are one
)

// duck is how far, from 0 to 1, what is under the voices of a plan has made room
// for them. It knows what is coming: it is there when words begin.
type duck struct {
	spans []span // of speech, ascending, duckHold apart or more
	at    int    // the first span that is not over, for ascending offsets
}

type span struct{ from, to int }

func newDuck(p *routine.Plan) duck {
	var d duck
	for _, e := range p.Events {
		if e.Bus != routine.BusVoice {
			continue
		}
		from, to := int(e.At), int(e.End())
		if n := len(d.spans) - 1; n >= 0 && from-d.spans[n].to < Rate.N(duckHold) {
			d.spans[n].to = max(d.spans[n].to, to)
		} else {
			d.spans = append(d.spans, span{from, to})
		}
	}
	return d
}

// fill sets down to the duck from an offset on, by raised cosines, and tells
// whether it is more than 0 anywhere there. It is a matter of the offset alone;
// asking in ascending order is fast.
func (d *duck) fill(down []float64, at int) bool {
	attack, release := Rate.N(duckAttack), Rate.N(duckRelease)
	if d.at > 0 && at < d.spans[d.at-1].to+release {
		d.at = 0
	}
	for d.at < len(d.spans) && at >= d.spans[d.at].to+release {
		d.at++
	}
	if d.at == len(d.spans) || at+len(down) <= d.spans[d.at].from-attack {
		return false
	}
	k := d.at
	for i := range down {
		now := at + i
		if k < len(d.spans) && now >= d.spans[k].to+release {
			k++
		}
		switch {
		case k == len(d.spans):
			down[i] = 0
		case now < d.spans[k].from:
			down[i] = raised(now-d.spans[k].from+attack, attack)
		case now < d.spans[k].to:
			down[i] = 1
		default:
			down[i] = 1 - raised(now-d.spans[k].to, release)
		}
	}
	return true
}

// raised is a raised cosine from 0 to 1, i samples into n.
func raised(i, n int) float64 {
	switch {
	case i < 0:
		return 0
	case i >= n:
		return 1
	}
	return 0.5 - 0.5*math.Cos(math.Pi*(float64(i)+0.5)/float64(n))
}
