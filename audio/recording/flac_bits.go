package recording

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// flacBits reads the bits of one frame after the other. All of a frame is held,
// for its checksum stands at its end.
type flacBits struct {
	src   io.Reader
	buf   []byte // with flacSlack behind what was read
	have  int    // bytes that were read
	start int    // byte at which the frame begins
	at    int    // bit that is read next
	done  bool   // nothing comes behind have
}

const (
	// flacSlack is how far behind what was read a look can go: it finds zeros, and
	// the end is found when that is over.
	flacSlack = 512
	// flacLargest is more than a frame can have that is worth it: 65536 samples of
	// 32 bits in 8 channels are 2 MB.
	flacLargest = 4 << 20
)

func newFLACBits(src io.Reader) *flacBits {
	return &flacBits{src: src, buf: make([]byte, 64<<10+flacSlack)}
}

// left is how many bits there are, as far as is known.
func (b *flacBits) left() int { return 8*b.have - b.at }

// bytes are those that were read, from the present one on.
func (b *flacBits) bytes() []byte { return b.buf[b.at>>3 : b.have] }

// begin is where a frame begins.
func (b *flacBits) begin() { b.start = b.at >> 3 }

// need reads on until there are so many bytes, if there are.
func (b *flacBits) need(bytes int) error {
	for b.left() < 8*bytes && !b.done {
		if b.have == len(b.buf)-flacSlack {
			if err := b.makeRoom(); err != nil {
				return err
			}
		}
		n, err := b.src.Read(b.buf[b.have : len(b.buf)-flacSlack])
		b.have += n
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if err != nil {
			b.done = true
			clear(b.buf[b.have:])
		}
	}
	return nil
}

// makeRoom forgets what was before the frame, or takes more room.
func (b *flacBits) makeRoom() error {
	to := b.buf
	if b.start == 0 {
		if len(b.buf) > flacLargest {
			return errFLACSubframe
		}
		to = make([]byte, 2*len(b.buf))
	}
	copy(to, b.buf[b.start:b.have])
	b.buf = to
	b.have -= b.start
	b.at -= 8 * b.start
	b.start = 0
	return nil
}

// word is the bits from the present one on, at the top: at least 57 of them.
func (b *flacBits) word() uint64 {
	i := b.at >> 3
	return binary.BigEndian.Uint64(b.buf[i:i+8]) << (b.at & 7)
}

// read reads up to 32 bits, of which need has brought as many.
func (b *flacBits) read(n int) int {
	v := b.word() >> 1 >> (63 - n)
	b.at += n
	return int(v)
}

// signed is read of a number with a sign.
func (b *flacBits) signed(n int) int32 {
	v := int64(b.word()) >> 1 >> (63 - n)
	if n == 0 {
		v = 0
	}
	b.at += n
	return int32(v)
}

// over tells whether more bits were read than there are.
func (b *flacBits) over() error {
	if b.done && b.left() < 0 {
		return cutOff(io.ErrUnexpectedEOF, "within a frame")
	}
	return nil
}

// checked reads the checksum of the frame's header, and tells whether it is right.
func (b *flacBits) checked() bool {
	var crc byte
	for _, v := range b.buf[b.start : b.at>>3] {
		crc = flacCRC8[crc^v]
	}
	return b.read(8) == int(crc)
}

// end reads the checksum of the frame, and tells whether it is right.
func (b *flacBits) end() error {
	b.at = (b.at + 7) &^ 7
	if err := b.need(2); err != nil {
		return err
	}
	crc := uint16(0)
	rest := b.buf[b.start : b.at>>3]
	for ; len(rest) >= 4; rest = rest[4:] {
		crc = flacCRC16[3][byte(crc>>8)^rest[0]] ^ flacCRC16[2][byte(crc)^rest[1]] ^ flacCRC16[1][rest[2]] ^ flacCRC16[0][rest[3]]
	}
	for _, v := range rest {
		crc = crc<<8 ^ flacCRC16[0][byte(crc>>8)^v]
	}
	said := b.read(16)
	if err := b.over(); err != nil {
		return err
	}
	if said != int(crc) {
		return fmt.Errorf("%w: a FLAC frame with a wrong checksum", ErrDamaged)
	}
	return nil
}

// The checksums of RFC 9639, 9.1.8 and 9.3, by byte; the second one by what a byte
// is worth when up to three others have followed it.
var flacCRC8, flacCRC16 = func() (crc8 [256]byte, crc16 [4][256]uint16) {
	for i := range 256 {
		small, large := byte(i), uint16(i)<<8
		for range 8 {
			small = small<<1 ^ small>>7*0x07
			large = large<<1 ^ large>>15*0x8005
		}
		crc8[i], crc16[0][i] = small, large
	}
	for k := 1; k < len(crc16); k++ {
		for i, v := range crc16[k-1] {
			crc16[k][i] = v<<8 ^ crc16[0][v>>8]
		}
	}
	return crc8, crc16
}()
