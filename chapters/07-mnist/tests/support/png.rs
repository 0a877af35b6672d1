//! Gray pictures as PNG files, written the plainest way the format allows.

/// A picture of `width` pixels per row as PNG: one block of image data, stored, not packed.
pub fn gray(pixels: &[u8], width: usize) -> Vec<u8> {
    let size = |n: usize| u32::try_from(n).expect("a small picture").to_be_bytes();
    let header = [&size(width)[..], &size(pixels.len() / width), &[8, 0, 0, 0, 0]].concat();
    // Every row begins with its filter: 0, none.
    let rows: Vec<u8> = pixels.chunks(width).flat_map(|row| [&[0], row].concat()).collect();

    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, content) in [(b"IHDR", header), (b"IDAT", stored(&rows)), (b"IEND", Vec::new())] {
        let named = [&name[..], &content].concat();
        file.extend(size(content.len()));
        file.extend(&named);
        file.extend(crc32(&named).to_be_bytes());
    }
    file
}

/// A zlib stream (RFC 1950) of stored blocks (RFC 1951, 3.2.4).
fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let blocks = bytes.chunks(0xffff);
    let last = blocks.len() - 1;
    for (i, block) in blocks.enumerate() {
        let length = u16::try_from(block.len()).expect("at most 0xffff");
        stream.push(u8::from(i == last));
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(block);
    }
    let (a, b) = bytes.iter().fold((1, 0), |(a, b), &byte| {
        let a = (a + u32::from(byte)) % 65521;
        (a, (b + a) % 65521)
    });
    stream.extend((b << 16 | a).to_be_bytes());
    stream
}

/// The checksum of a chunk (PNG specification, annex D).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, &byte| {
        (0..8).fold(
            crc ^ u32::from(byte),
            |c: u32, _| {
                if c & 1 == 1 { 0xedb8_8320 ^ (c >> 1) } else { c >> 1 }
            },
        )
    })
}
