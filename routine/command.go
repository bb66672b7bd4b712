package routine

// Command is what a listener asks of a session that is under way.
type Command struct {
	Verb Verb
	To   Samples // of [GoTo]: a place in the session
	Gain float64 // of [SetVolume]: dB
}

// Verb is what is asked for.
type Verb int

const (
	// Toggle pauses a session that runs, and goes on with one that is paused.
	Toggle Verb = iota + 1
	// Pause and GoOn are answered by the key chime alone where they change
	// nothing.
	Pause
	GoOn
	// Found ends an open step; it is refused elsewhere.
	Found
	// Next ends an open step, or goes to the phase that follows.
	Next
	// Again goes to the start of the phase that is on, and once more within
	// [TwiceWithin] to the one before.
	Again
	// GoTo goes to the start of the phase that is on at a place.
	GoTo
	// SayAgain repeats the last instruction in full.
	SayAgain
	// WhereAmI says the side, the round, what is on and the time left.
	WhereAmI
	// Louder and Softer move the volume by [VolumeStep], SetVolume to a value.
	Louder
	Softer
	SetVolume
	// Stop says that the session stops, and fades out; a second one stops at
	// once.
	Stop
	// FadeAndPause fades out all there is and pauses, where the system asks for silence;
	// Lose pauses where what was sent is heard no more.
	FadeAndPause
	Lose
	// Woken is a pause that is found when the machine wakes up: it is said.
	Woken
	// SoundBack says that there is an output again, and goes on.
	SoundBack
	// Quit stops at once, without a word.
	Quit
	// Heard is a key that is yet to be told from one that is held down. It is
	// answered by the key chime alone; if it was pressed, a Toggle follows.
	Heard
)

// asked tells whether the listener asks, and so is answered: else it is the
// system that does.
func (v Verb) asked() bool {
	switch v {
	case FadeAndPause, Lose, Woken, SoundBack:
		return false
	}
	return true
}

// The volume's steps and bounds, in dB.
const (
	VolumeStep = 2.0
	MinVolume  = -30.0
	MaxVolume  = 0.0
)
