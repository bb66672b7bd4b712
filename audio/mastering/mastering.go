// Package mastering turns a recording of a sentence into a spoken clip: mono,
// 48 kHz, trimmed, as loud as every other clip, encoded as MP3.
//
// The way of a recording: [Read] (average its channels, resample) ->
// [Recording.Prepare] (trim, fade) -> [Prepared.Encode] (level, limit, encode;
// decode what came of it, measure that, and again until it holds).
package mastering

import (
	"time"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/meter"
)

// What a clip is made to.
const (
	Rate beep.SampleRate = 48000

	// Target is the loudness of a clip, within Tolerance: the anchor of speech
	// in AES TD1008.
	Target meter.LUFS = -18

	// Tolerance is how far from it a clip may be, in LU.
	Tolerance = 0.5

	// Ceiling is the true peak that no clip passes.
	Ceiling meter.DBTP = -1

	// MaxReduction is the most that the limiter takes off a peak, in dB. More
	// would be heard as a change of the voice.
	MaxReduction = 8.0

	// MaxLength is that of a clip: more words than one can keep in mind.
	MaxLength = 12 * time.Second

	// Bitrate of a clip in kbit/s: of mono speech nothing is heard to be
	// missing, and two voices fit into 9 MB.
	Bitrate = 64
)
