package audio_test

import (
	"fmt"
	"log"

	"uncramp/audio"
	"uncramp/routine"
	"uncramp/sounds"
)

// A session is a beep.StreamSeeker: here of a bell and the words that follow.
func ExampleSession() {
	const second = routine.Rate
	plan := &routine.Plan{
		Length: 10 * second,
		Events: []routine.Event{
			{At: 2 * second, Length: 7 * second, Bus: routine.BusChime, Cue: "bell-opening"},
			{At: 5 * second, Length: second / 2, Bus: routine.BusVoice, Cue: "breathe-in"},
		},
	}
	voice, err := sounds.OpenVoice("heart")
	if err != nil {
		log.Fatal(err)
	}
	bank, err := audio.NewBank(plan, func(bus routine.Bus, cue string) ([]byte, error) {
		if bus == routine.BusChime {
			return sounds.Chime(cue)
		}
		return voice.Recording(cue)
	})
	if err != nil {
		log.Fatal(err)
	}
	defer bank.Close()

	session := audio.NewSession(plan, bank, audio.Levels{})
	samples, loudest := make([][2]float64, 4096), 0.0
	for {
		n, ok := session.Stream(samples)
		for _, s := range samples[:n] {
			loudest = max(loudest, s[0], s[1])
		}
		if !ok {
			break
		}
	}
	fmt.Println(session.Position(), "samples,", session.Err())
	fmt.Println("under full scale:", loudest < 1)
	// Output:
	// 480000 samples, <nil>
	// under full scale: true
}
