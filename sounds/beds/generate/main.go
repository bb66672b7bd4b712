// Generate makes the bed: a loop of noise like distant surf, as even as noise
// can be; the session gives it its waves. Run it by "go generate ./sounds".
package main

import (
	"context"
	"fmt"
	"log"
	"math"
	"math/rand/v2"
	"os"

	"uncramp/audio"
	"uncramp/audio/mastering"
	"uncramp/audio/meter"
)

const (
	seconds  = 24
	rate     = int(audio.Rate)
	loudness = meter.LUFS(-20)
	kbps     = 64
)

func main() {
	log.SetFlags(0)
	loop := surf(seconds * rate)
	// An encoder knows nothing of loops, and errs differently at both ends: the
	// session fades from one to the other over what stands here twice.
	loop = append(loop, loop[:audio.LoopOverlap]...)
	mp3, err := mastering.EncodeMP3(context.Background(), "", loop, kbps)
	if err != nil {
		log.Fatal("generate: ", err)
	}
	if err := os.WriteFile("beds/breath.mp3", mp3, 0o644); err != nil {
		log.Fatal("generate: ", err)
	}
	level := meter.Measure(loop)
	fmt.Printf("surf: %d s, %.1f LUFS, %.1f dBTP, %d bytes\n", seconds, level.Integrated, level.TruePeak, len(mp3))
}

// surf is n samples of noise whose end goes on at its beginning. White noise
// runs round and round through the filters until they have forgotten that it
// ever began, so the loop has no seam.
func surf(n int) []float64 {
	random := rand.New(rand.NewPCG(1, 2))
	white := make([]float64, n)
	for i := range white {
		white[i] = random.NormFloat64()
	}
	// Surf far away: full below 400 Hz, falling by 6 dB an octave above and
	// faster from 3 kHz on, and without the rumble that headphones cannot give.
	filters := []*onePole{newOnePole(400), newOnePole(3000), newOnePole(6000)}
	rumble := newOnePole(70)
	out := make([]float64, n)
	for range 2 {
		for i, v := range white {
			for _, f := range filters {
				v = f.low(v)
			}
			out[i] = v - rumble.low(v)
		}
	}
	gain := math.Pow(10, float64(loudness-meter.Measure(out).Integrated)/20)
	for i := range out {
		out[i] *= gain
	}
	return out
}

// onePole is a low pass of 6 dB an octave.
type onePole struct{ a, y float64 }

func newOnePole(corner float64) *onePole {
	return &onePole{a: 1 - math.Exp(-2*math.Pi*corner/float64(rate))}
}

func (f *onePole) low(v float64) float64 {
	f.y += f.a * (v - f.y)
	return f.y
}
