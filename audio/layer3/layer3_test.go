package layer3

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hajimehoshi/go-mp3"
)

// recordings are the embedded files, some of them in a short test.
func recordings(t testing.TB) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, pattern := range []string{"voices/*/*.mp3", "chimes/*.mp3", "beds/*.mp3"} {
		names, err := filepath.Glob(filepath.Join("../../sounds", pattern))
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(names), err)
		}
		for i, name := range names {
			if testing.Short() && i%20 != 0 {
				continue
			}
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files[name] = data
		}
	}
	return files
}

// frames are where the frames of a file begin.
func frames(data []byte) (at []int) {
	for i := 0; i+HeaderBytes <= len(data); i += ReadHeader(data[i:]).Size() {
		h := ReadHeader(data[i:])
		if h.check(h) != nil {
			break
		}
		at = append(at, i)
	}
	return at
}

// decoded is all of a file.
func decoded(t testing.TB, data []byte) []int16 {
	t.Helper()
	var d Decoder
	samples := make([]int16, len(frames(data))*FrameSamples)
	if n, err := d.Decode(samples, data, 0); err != nil || n != len(samples) {
		t.Fatalf("%d of %d samples: %v", n, len(samples), err)
	}
	return samples
}

// goMP3 is what go-mp3 makes of a file.
func goMP3(t testing.TB, data []byte) []int16 {
	t.Helper()
	d, err := mp3.NewDecoder(io.MultiReader(bytes.NewReader(data)))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(d)
	if err != nil {
		t.Fatal(err)
	}
	samples := make([]int16, len(raw)/4)
	for i := range samples {
		samples[i] = int16(binary.LittleEndian.Uint16(raw[4*i:]))
	}
	return samples
}

// ffmpeg is what ffmpeg makes of all frames of a file but the Info frame.
func ffmpeg(t testing.TB, data []byte) []int16 {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "ffmpeg", "-v", "error", "-flags2", "+skip_manual", "-f", "mp3", "-i", "-", "-f", "s16le", "-")
	cmd.Stdin = bytes.NewReader(data)
	raw, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	samples := make([]int16, len(raw)/2)
	for i := range samples {
		samples[i] = int16(binary.LittleEndian.Uint16(raw[2*i:]))
	}
	return samples
}

func needs(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skip(program + " is not on PATH")
	}
}

// likeGoMP3 compares with go-mp3, which scales by 32767 and truncates, where
// this package scales by 32768 and rounds: that is up to half a step and one
// more, and another one where a sample is more than half of full scale.
func likeGoMP3(t *testing.T, data []byte) {
	t.Helper()
	const nearlyHalf = 1 << 14 * 98 / 100 // go-mp3 is not exact either
	got, want := decoded(t, data), goMP3(t, data)
	if len(got) != len(want) {
		t.Fatalf("%d samples, go-mp3 %d", len(got), len(want))
	}
	for i, g := range got {
		most := 1
		if w := int(want[i]); w > nearlyHalf || w < -nearlyHalf {
			most = 2
		}
		if d := int(g) - int(want[i]); d < -most || d > most {
			t.Fatalf("sample %d: got %d, go-mp3 %d", i, g, want[i])
		}
	}
}

// likeFFmpeg compares with ffmpeg, to one step: both round.
func likeFFmpeg(t *testing.T, data []byte) {
	t.Helper()
	got, want := decoded(t, data), ffmpeg(t, data)
	if bytes.Contains(data[:64], []byte("Info")) || bytes.Contains(data[:64], []byte("Xing")) {
		got = got[FrameSamples:]
	}
	if len(got) != len(want) {
		t.Fatalf("%d samples, ffmpeg %d", len(got), len(want))
	}
	for i, g := range got {
		if d := int(g) - int(want[i]); d < -1 || d > 1 {
			t.Fatalf("sample %d: got %d, ffmpeg %d", i, g, want[i])
		}
	}
}

func TestRecordings(t *testing.T) {
	for name, data := range recordings(t) {
		t.Run("go-mp3/"+filepath.Base(filepath.Dir(name))+"/"+filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			likeGoMP3(t, data)
		})
		t.Run("ffmpeg/"+filepath.Base(filepath.Dir(name))+"/"+filepath.Base(name), func(t *testing.T) {
			needs(t, "ffmpeg")
			t.Parallel()
			likeFFmpeg(t, data)
		})
	}
}

// castanets are clicks that ring, over a tone and noise: attacks for short
// blocks, and levels up and down for the reservoir.
func castanets(rate int) []byte {
	r := rand.New(rand.NewPCG(1, 2))
	var pcm []byte
	for i := range 4 * rate {
		t := float64(i) / float64(rate)
		v := 0.02 * math.Sin(2*math.Pi*440*t)
		if int(t)%2 == 1 {
			v += 0.1 * (r.Float64() - 0.5)
		}
		since := math.Mod(t, 0.13)
		v += 0.8 * math.Exp(-since*150) * math.Sin(2*math.Pi*2500*since) * (r.Float64() + 0.2)
		pcm = binary.LittleEndian.AppendUint16(pcm, uint16(int16(30000*max(-1, min(1, v)))))
	}
	return pcm
}

// What is in the encoder's files: the rates, bit rates that change, short
// blocks, with the reservoir and without.
func TestEncoded(t *testing.T) {
	needs(t, "lame")
	for _, rate := range []int{32000, 44100, 48000} {
		for _, options := range []string{"-V2", "-V9", "-b 64", "-b 64 --nores", "-b 320", "--allshort -b 128", "-b 40 -p"} {
			t.Run(fmt.Sprint(rate, options), func(t *testing.T) {
				t.Parallel()
				args := append(strings.Fields(options), "--quiet", "--resample", fmt.Sprint(rate), "-r", "-s", fmt.Sprint(rate), "-m", "m", "-", "-")
				cmd := exec.CommandContext(t.Context(), "lame", args...)
				cmd.Stdin = bytes.NewReader(castanets(rate))
				data, err := cmd.Output()
				if err != nil {
					t.Fatal(err)
				}
				blocks, reservoir, sizes := count(data)
				for block, n := range blocks {
					if n == 0 && !strings.Contains(options, "allshort") {
						t.Errorf("no blocks of type %d: %v", block, blocks)
					}
				}
				if none := strings.Contains(options, "nores"); (reservoir == 0) != none {
					t.Errorf("%d frames with a reservoir", reservoir)
				}
				if changes := strings.HasPrefix(options, "-V"); (sizes > 3) != changes {
					t.Errorf("%d sizes of frames", sizes)
				}
				likeGoMP3(t, data)
				if _, err := exec.LookPath("ffmpeg"); err == nil {
					likeFFmpeg(t, data)
				}
			})
		}
	}
}

// count tells what a file exercises.
func count(data []byte) (blocks [4]int, reservoir, sizes int) {
	seen := map[int]bool{}
	for _, at := range frames(data) {
		h := ReadHeader(data[at:])
		seen[h.Size()] = true
		var side sideInfo
		side.read(h, data[at:])
		if side.mainDataBegin > 0 {
			reservoir++
		}
		for _, g := range side.granules {
			blocks[g[0].block]++
		}
	}
	return blocks, reservoir, len(seen)
}

// noise makes frames of side information by chance, with bits by chance behind
// it: every type of block, mixed ones too, in any order, every code book and
// every gain, of which an encoder uses few.
func noise(seed uint64, rate int) []byte {
	r := rand.New(rand.NewPCG(seed, 3))
	var out []byte
	for range 40 {
		h := Header(0xfffb00c0 | 14<<12 | uint32(rate)<<10)
		frame := binary.BigEndian.AppendUint32(nil, uint32(h))
		bit := 8 * HeaderBytes
		frame = append(frame, make([]byte, h.Size()-len(frame))...)
		put := func(v, n int) int {
			for n--; n >= 0; n-- {
				frame[bit>>3] |= byte(v>>n&1) << (7 - bit&7)
				bit++
			}
			return v
		}
		book := func() int {
			for {
				if i := r.IntN(quadBooks); i == 0 || codeBooks[i].root != nil {
					return i
				}
			}
		}
		put(0, 9+5)
		put(r.IntN(16), 4)
		for range 2 {
			tables := [3]int{book(), book(), book()}
			put(3200, 12)
			put(r.IntN(60), 9)
			gain := 170
			for _, i := range tables {
				if codeBooks[i].linbits > 0 {
					gain = 130
				}
			}
			put(gain-r.IntN(30), 8)
			put(r.IntN(16), 4)
			if put(r.IntN(2), 1) == 1 {
				put(1+r.IntN(3), 2)
				put(r.IntN(2), 1)
				put(tables[0], 5)
				put(tables[1], 5)
				for range 3 {
					put(r.IntN(8), 3)
				}
			} else {
				for _, i := range tables {
					put(i, 5)
				}
				low := put(r.IntN(16), 4)
				put(r.IntN(min(8, 21-low)), 3)
			}
			put(r.IntN(8), 3)
		}
		for i := bit >> 3; i < len(frame); i++ {
			frame[i] = byte(r.Uint32())
		}
		out = append(out, frame...)
	}
	return out
}

func TestNoise(t *testing.T) {
	prepare()
	for rate := range 3 {
		for seed := range uint64(20) {
			t.Run(fmt.Sprint(hertz[rate], seed), func(t *testing.T) {
				t.Parallel()
				likeGoMP3(t, noise(seed, rate))
			})
		}
	}
}

func TestSkip(t *testing.T) {
	data := recording(t)
	all := decoded(t, data)
	var d Decoder
	for _, c := range []struct{ skip, length int }{
		{0, 0}, {0, 1}, {1, 1}, {575, 577}, {576, 576}, {1152, 3000}, {2257, 5000}, {5000, 1}, {len(all) - 1, 1}, {len(all) / 2, len(all) - len(all)/2},
	} {
		got := make([]int16, c.length)
		n, err := d.Decode(got, data, c.skip)
		if err != nil || n != c.length || !slices.Equal(got, all[c.skip:c.skip+c.length]) {
			t.Errorf("skip %d, length %d: %d samples, %v, or others", c.skip, c.length, n, err)
		}
	}
	if n, err := d.Decode(make([]int16, 100), data, len(all)-30); n != 30 || !errors.Is(err, ErrShort) {
		t.Errorf("behind the end: %d samples, %v", n, err)
	}
}

// recording is a short one.
func recording(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile("../../sounds/voices/heart/in.mp3")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestNoGarbage(t *testing.T) {
	data := recording(t)
	samples := make([]int16, len(frames(data))*FrameSamples)
	var d Decoder
	if n := testing.AllocsPerRun(3, func() {
		if _, err := d.Decode(samples, data, 0); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestDamage(t *testing.T) {
	good := recording(t)
	at := frames(good)
	last := len(at) - 1
	changed := func(i int, b ...byte) []byte {
		data := bytes.Clone(good)
		copy(data[i:], b)
		return data
	}
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"nothing", nil, "frame 0: ends early"},
		{"cut between frames", good[:at[5]], "frame 5: ends early"},
		{"cut in a header", good[:at[5]+3], "frame 5: ends early"},
		{"cut in a frame", good[:len(good)-1], fmt.Sprintf("frame %d: ends early", last)},
		{"text", []byte("not an MP3 at all"), "frame 0: no header"},
		{"the sync word", changed(at[3], 0xfe), "frame 3: no header"},
		{"MPEG-2", changed(1, 0xf3), "frame 0: not MPEG-1 Layer III"},
		{"Layer II", changed(1, 0xfd), "frame 0: not MPEG-1 Layer III"},
		{"stereo", changed(3, 0x04), "frame 0: not mono"},
		{"free format", changed(2, 0x04), "frame 0: no bit rate"},
		{"bit rate 15", changed(2, 0xf4), "frame 0: no bit rate"},
		{"rate 3", changed(2, 0x8c), "frame 0: no sample rate"},
		{"another rate", changed(at[2]+2, good[at[2]+2]&^0x0c), "frame 2: of another kind than the first"},
		{"a byte too many", slices.Concat(good[:at[4]], []byte{0}, good[at[4]:]), "frame 4: no header"},
		{"the first frame refers back", changed(4, 0xff), "frame 0: refers to data before the first frame"},
		{"the frames before are missing", good[at[12]:], "frame 0: refers to data before the first frame"},
		{"4095 bits", changed(at[2]+6, 0x3f, good[at[2]+7]|0xfc), "frame 2: more code words than it holds"},
		{"100 pairs in 50 bits", changed(at[2]+6, 0, 50<<2, 100<<1), "frame 2: more code words than it holds"},
		{"511 pairs", changed(at[2]+7, good[at[2]+7]|3, 0xfe), "frame 2: more lines than a granule has"},
		{"block type 0", changed(at[2]+10, good[at[2]+10]&^0x0c|0x10), "frame 2: no such type of block"},
		{"code book 4", changed(at[2]+10, good[at[2]+10]&^0x1f|2, 0), "frame 2: no such code book"},
	} {
		var d Decoder
		n, err := d.Decode(make([]int16, len(at)*FrameSamples), c.data, 0)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: %d samples, %v, want %s", c.name, n, err, c.want)
		}
	}
}

func TestRound(t *testing.T) {
	for v, want := range map[float32]int16{
		0: 0, 0.5: 0, 1.5: 2, -0.5: 0, -1.5: -2, 1000.4: 1000, 32767.4: 32767, 32767.5: 32767,
		-32768.4: -32768, -32769: -32768, 1e6: 32767, 1e7: 32767, 1e20: 32767, -1e6: -32768, -1e7: -32768, -1e20: -32768,
	} {
		if got := round(v); got != want {
			t.Errorf("%v: got %d, want %d", v, got, want)
		}
	}
}

// Whatever the data, no more is written than was decoded, and again the same.
func FuzzDecode(f *testing.F) {
	good := recording(f)
	prepare()
	f.Add(good, 0)
	f.Add(good[:len(good)/2], 2257)
	f.Add(noise(1, 1)[:5000], 100)
	f.Add(noise(2, 0)[:5000], 600)
	for _, at := range []int{2, 6, 8, 10, 192, 196, 200, 204, 1000} {
		flipped := bytes.Clone(good[:3000])
		flipped[at] ^= 0x11
		f.Add(flipped, at)
	}
	var d Decoder
	f.Fuzz(func(t *testing.T, data []byte, skip int) {
		const mark = 12345
		skip &= 4095
		want := slices.Repeat([]int16{mark}, 20*FrameSamples)
		n, err := d.Decode(want, data, skip)
		if n > len(want) || (n == len(want)) != (err == nil) {
			t.Fatalf("%d samples of %d, %v", n, len(want), err)
		}
		if n > 0 && (n+skip+FrameSamples-1)/FrameSamples*96 > len(data) {
			t.Fatalf("%d samples of %d bytes", n, len(data))
		}
		for i, v := range want[n:] {
			if v != mark {
				t.Fatalf("sample %d was written, %d decoded", n+i, n)
			}
		}
		got := make([]int16, len(want))
		if again, err2 := new(Decoder).Decode(got, data, skip); again != n || fmt.Sprint(err) != fmt.Sprint(err2) || !slices.Equal(got[:n], want[:n]) {
			t.Fatalf("%d samples, %v, and again %d, %v, or others", n, err, again, err2)
		}
	})
}

// The ratio of the two is what this package is for.
func BenchmarkDecode(b *testing.B) {
	files := recordings(b)
	total := 0
	lengths := map[string]int{}
	for name, data := range files {
		lengths[name] = len(frames(data)) * FrameSamples
		total += lengths[name]
	}
	b.Run("layer3", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(2 * int64(total))
		samples := make([]int16, total)
		var d Decoder
		for b.Loop() {
			for name, data := range files {
				if _, err := d.Decode(samples[:lengths[name]], data, 0); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("go-mp3", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(2 * int64(total))
		for b.Loop() {
			for _, data := range files {
				goMP3(b, data)
			}
		}
	})
}
