package routine

// Command is a request to a session that is under way.
type Command struct {
	Verb Verb
	To   Samples // a position in the session, for [GoTo]
	Gain float64 // dB, for [SetVolume]
}

// Verb is the kind of a [Command].
type Verb int

const (
	// Toggle pauses a session that runs, and goes on with a paused one.
	Toggle Verb = iota + 1
	// Pause and GoOn are answered by the key chime alone if they change nothing.
	Pause
	GoOn
	// Found ends an open step; it is refused elsewhere.
	Found
	// Next ends an open step, or goes to the phase that follows.
	Next
	// Again goes to the start of the phase that is on, and once more within a
	// second and a half to the one before.
	Again
	// GoTo goes to the start of the phase that is on at a position.
	GoTo
	// SayAgain repeats the last instruction in full.
	SayAgain
	// WhereAmI says the side, the round, what is on and the time left.
	WhereAmI
	// Louder and Softer move the volume by [VolumeStep], SetVolume to a value.
	Louder
	Softer
	SetVolume
	// Stop says that the session stops, and fades out. A second one stops at once.
	Stop
	// FadeAndPause fades out all that sounds and pauses: the system asks for silence.
	// Lose pauses: what is sent is not heard any more.
	FadeAndPause
	Lose
	// Woken pauses and says so: the machine has woken up.
	Woken
	// SoundBack says that there is an output again, and goes on, unless the listener
	// had paused.
	SoundBack
	// Quit stops at once, without a word.
	Quit
	// OtherSide starts the session over on the other side, without an opening. It is
	// refused after the opening, and in a session of both sides.
	OtherSide
	// Heard answers with the key chime alone: whether the key was pressed or is held
	// down is yet to be told. If it was pressed, a Toggle follows.
	Heard
)

// The volume's steps and bounds, in dB.
const (
	VolumeStep = 2.0
	MinVolume  = -30.0
	MaxVolume  = 0.0
)
