// Package mastering turns a recording of a sentence into a clip: a FLAC or MP3 file in
// mono at 48 kHz, trimmed, as loud as every other clip. There are two steps:
//
//   - [Prepare] reads the recording, averages its channels, resamples and trims it, and
//     fades its ends.
//   - [Prepared.Encode] levels, limits and encodes it, and measures the result.
package mastering

import (
	"time"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/meter"
)

// The figures of a clip.
const (
	Rate beep.SampleRate = 48000

	// Target is the loudness of a clip: that of speech in AES TD1008, Recommendations
	// for Loudness of Internet Audio Streaming, 2021.
	Target meter.LUFS = -18

	// Tolerance is the greatest distance of a clip from Target, in LU.
	Tolerance = 0.5

	// Ceiling is the greatest true peak of a clip.
	Ceiling meter.DBTP = -1

	// maxReduction is the most that the limiter takes off a peak, in dB. More would
	// change how the voice sounds.
	maxReduction = 8.0

	// MaxLength is the greatest length of a clip. Nobody keeps more words in mind.
	MaxLength = 12 * time.Second

	// bitrate is that of an MP3 in kbit/s. Listeners miss nothing of speech in mono,
	// and two voices fit into 9 MB.
	bitrate = 64
)
