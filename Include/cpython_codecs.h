/* The codecs for C: bytes to text and back, and CRCs, with the kernels that the
   processor has. There is no Python in them: no interpreter need be there, no GIL
   is needed, nothing is allocated. They are in the archive that hosts link.

       size_t room = PyRustCodecs_EncodedLen(PyRustCodec_BASE64, bytes, len);
       ...
       status = PyRustCodecs_Encode(PyRustCodec_BASE64, bytes, len, text, room, &written);

   Pointers to nothing may be NULL. The output may not overlap the input. */

#ifndef CPYTHON_CODECS_H
#define CPYTHON_CODECS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* RFC 4648, but for those named below. Encoders write padding and no newlines. */
typedef enum {
    PyRustCodec_BASE16,             /* encoded in upper case, decoded in both */
    PyRustCodec_BASE32,
    PyRustCodec_BASE32HEX,
    PyRustCodec_BASE64,
    PyRustCodec_BASE64URL,
    PyRustCodec_BASE64_LENIENT,     /* as BASE64, but decoding skips what is not in
                                       the alphabet: MIME (RFC 2045), PEM */
    PyRustCodec_BASE85,             /* RFC 1924's alphabet, as in git */
    PyRustCodec_Z85,                /* ZeroMQ RFC 32, of any length */
    PyRustCodec_ASCII85,            /* without "<~" and "~>"; "z" for four zeros */
    PyRustCodec_QUOTED_PRINTABLE,   /* RFC 2045, as text; decoding takes anything */
    PyRustCodec_UU,                 /* a line of at most 45 bytes, and its newline */
} PyRustCodec;

typedef enum {
    PyRustCodecStatus_OK,
    PyRustCodecStatus_NO_ROOM,      /* the output is shorter than ..Len() says */
    PyRustCodecStatus_NO_CODEC,     /* there is none of that number */
    PyRustCodecStatus_TOO_LONG,     /* the input has more than a line or a size_t holds */
    PyRustCodecStatus_CHARACTER,    /* one that is not in the alphabet */
    PyRustCodecStatus_PADDING,      /* wrong padding, or data behind it */
    PyRustCodecStatus_TRUNCATED,    /* the text ends within a group */
    PyRustCodecStatus_OVERFLOW,     /* a group that is a larger number than its bytes hold */
} PyRustCodecStatus;

/* The room that encoding needs, in bytes: exact, but for ASCII85, which may need less.
   SIZE_MAX if the input is too long, or there is no such codec. */
size_t PyRustCodecs_EncodedLen(PyRustCodec codec, const unsigned char *bytes, size_t len);

/* The room that decoding needs, in bytes: what a clean text becomes, or more. SIZE_MAX if
   there is no such codec. */
size_t PyRustCodecs_DecodedLen(PyRustCodec codec, const unsigned char *text, size_t len);

/* Encode len bytes. *written is set to the number of characters, zero on failure. */
PyRustCodecStatus PyRustCodecs_Encode(PyRustCodec codec, const unsigned char *bytes, size_t len,
                                      unsigned char *text, size_t room, size_t *written);

/* Decode len characters. *written is set to the number of bytes, zero on failure. *at
   is set to the position of the character that cannot stand where it stands, or to len. */
PyRustCodecStatus PyRustCodecs_Decode(PyRustCodec codec, const unsigned char *text, size_t len,
                                      unsigned char *bytes, size_t room, size_t *written, size_t *at);

/* CRC-32, of zlib, gzip and PNG: start with zero, continue with an earlier result. */
uint32_t PyRustCodecs_Crc32(const unsigned char *bytes, size_t len, uint32_t crc);

/* CRC-16/XMODEM, which binascii calls crc_hqx. */
uint16_t PyRustCodecs_CrcXmodem(const unsigned char *bytes, size_t len, uint16_t crc);

/* The name of the kernel in use: "scalar", "ssse3", "avx2", "avx512", "neon" or "pmull". */
const char *PyRustCodecs_Kernel(void);

/* Use another kernel, for tests and benchmarks: 0, or -1 if this machine has none of
   that name. */
int PyRustCodecs_ForceKernel(const char *name);

#ifdef __cplusplus
}
#endif

#endif /* CPYTHON_CODECS_H */
