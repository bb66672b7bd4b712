package recording_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/gopxl/beep/v2"
	"github.com/mewkiz/flac"
	"github.com/mewkiz/flac/frame"
	"github.com/mewkiz/flac/meta"

	"uncramp/audio"
	"uncramp/audio/recording"
)

// sample is what every made file holds: two tones, one a channel.
func sample(i, channel, rate int) float64 {
	hz := [2]float64{440, 660}[channel]
	return 0.5 * math.Sin(2*math.Pi*hz*float64(i)/float64(rate))
}

// wavOf makes a WAV file of n samples.
func wavOf(rate, channels, bits int, float, extensible bool, n int) []byte {
	le := binary.LittleEndian
	var data []byte
	for i := range n {
		for c := range channels {
			v := sample(i, min(c, 1), rate)
			switch {
			case float && bits == 32:
				data = le.AppendUint32(data, math.Float32bits(float32(v)))
			case float:
				data = le.AppendUint64(data, math.Float64bits(v))
			case bits == 8:
				data = append(data, byte(math.Round(v*127)+128))
			default:
				whole := le.AppendUint32(nil, uint32(int32(math.Round(v*(1<<31-1)))))
				data = append(data, whole[4-bits/8:]...)
			}
		}
	}
	tag := uint16(1)
	if float {
		tag = 3
	}
	format := le.AppendUint16(nil, tag)
	if extensible {
		le.PutUint16(format, 0xfffe)
	}
	format = le.AppendUint16(format, uint16(channels))
	format = le.AppendUint32(format, uint32(rate))
	format = le.AppendUint32(format, uint32(rate*channels*bits/8))
	format = le.AppendUint16(format, uint16(channels*bits/8))
	format = le.AppendUint16(format, uint16(bits))
	if extensible {
		format = le.AppendUint16(format, 22)
		format = le.AppendUint16(format, uint16(bits))
		format = le.AppendUint32(format, 3)
		format = le.AppendUint16(format, tag)
		format = append(format, "\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"...)
	}
	chunk := func(id string, body []byte) []byte {
		b := append([]byte(id), le.AppendUint32(nil, uint32(len(body)))...)
		b = append(b, body...)
		return append(b, make([]byte, len(body)%2)...)
	}
	// A chunk of odd length in front: those that follow begin at even bytes.
	body := bytes.Join([][]byte{[]byte("WAVE"), chunk("LIST", []byte("odd")), chunk("fmt ", format), chunk("data", data), chunk("LIST", []byte("behind"))}, nil)
	return chunk("RIFF", body)
}

// flacOf makes a FLAC file: 48 kHz, 16 bits, stereo.
func flacOf(t testing.TB, n int) []byte {
	t.Helper()
	at := 0
	s := beep.StreamerFunc(func(samples [][2]float64) (int, bool) {
		k := min(len(samples), n-at)
		for i := range k {
			samples[i] = [2]float64{sample(at, 0, 48000), sample(at, 1, 48000)}
			at++
		}
		return k, k > 0
	})
	var out bytes.Buffer
	if err := audio.WriteFLAC(&out, s, n, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// flacOfBits makes a FLAC file of one frame: 48 kHz, mono.
func flacOfBits(t testing.TB, bits int, samples ...int32) []byte {
	t.Helper()
	var out bytes.Buffer
	e, err := flac.NewEncoder(&out, &meta.StreamInfo{
		BlockSizeMin: 16, BlockSizeMax: 65535, SampleRate: 48000, NChannels: 1, BitsPerSample: uint8(bits), NSamples: uint64(len(samples)),
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.WriteFrame(&frame.Frame{
		Header:    frame.Header{HasFixedBlockSize: true, BlockSize: uint16(len(samples)), SampleRate: 48000, Channels: frame.ChannelsMono, BitsPerSample: uint8(bits)},
		Subframes: []*frame.Subframe{{SubHeader: frame.SubHeader{Pred: frame.PredVerbatim}, Samples: samples, NSamples: len(samples)}},
	}); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// lame encodes a WAV file.
func lame(t *testing.T, wav []byte, args ...string) []byte {
	t.Helper()
	lame, err := exec.LookPath("lame")
	if err != nil {
		t.Skip("needs lame: ", err)
	}
	in, out := filepath.Join(t.TempDir(), "in.wav"), filepath.Join(t.TempDir(), "out.mp3")
	if err := os.WriteFile(in, wav, 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.Command(lame, append(append([]string{"--quiet"}, args...), in, out)...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	mp3, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return mp3
}

func read(file []byte) ([][2]float64, error) {
	r, err := recording.New(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	return readAll(r)
}

// readAll reads a recording in odd portions.
func readAll(r *recording.Reader) (frames [][2]float64, err error) {
	part := make([][2]float64, 479)
	for {
		n, ok := r.Stream(part)
		frames = append(frames, part[:n]...)
		if !ok {
			return frames, r.Err()
		}
	}
}
