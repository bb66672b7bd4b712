package tags

import "encoding/binary"

// WAV returns the chunks that stand behind the samples of a WAV file: chapters as cue
// points with labels, texts as a LIST of INFO, and the cover, for which there is no
// chunk, in an ID3 tag. Their length is even.
func (t *Tags) WAV() []byte {
	cue := binary.LittleEndian.AppendUint32(nil, uint32(len(t.Chapters)))
	labels := []byte("adtl")
	for i, c := range t.Chapters {
		id, start := uint32(i+1), uint32(c.Start)
		cue = binary.LittleEndian.AppendUint32(cue, id)
		cue = binary.LittleEndian.AppendUint32(cue, start)
		cue = append(cue, "data\x00\x00\x00\x00\x00\x00\x00\x00"...)
		cue = binary.LittleEndian.AppendUint32(cue, start)
		label := binary.LittleEndian.AppendUint32(nil, id)
		labels = appendChunk(labels, "labl", append(label, c.Title+"\x00"...))
	}
	info := []byte("INFO")
	for _, tag := range t.named("INAM", "IART", "IPRD", "ICRD", "ILNG", "ICMT") {
		info = appendChunk(info, tag[0], []byte(tag[1]+"\x00"))
	}
	var all []byte
	if len(t.Chapters) > 0 {
		all = appendChunk(all, "cue ", cue)
		all = appendChunk(all, "LIST", labels)
	}
	all = appendChunk(all, "LIST", info)
	return appendChunk(all, "id3 ", (&Tags{Cover: t.Cover}).ID3())
}

func appendChunk(to []byte, id string, body []byte) []byte {
	to = append(to, id...)
	to = binary.LittleEndian.AppendUint32(to, uint32(len(body)))
	to = append(to, body...)
	if len(body)%2 == 1 {
		to = append(to, 0)
	}
	return to
}
