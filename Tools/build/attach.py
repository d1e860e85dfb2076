"""Make a copy of the base's program that needs a library of ours.

    python -I -S -B attach.py PROGRAM BASE_PROGRAM LIBRARY DIRECTORY...

PROGRAM is written, with LIBRARY among the libraries that it needs and the DIRECTORYs
before its own where they are looked for.  Next to $ORIGIN an absolute directory is wanted:
`venv --copies` puts the program elsewhere, and without /proc the linker does not know
where it is.

No code or data of the program moves.  The dynamic section has entries to spare, which
the linker leaves for this; its strings get a copy at the end of the file, with ours
behind them, and the segment that maps them takes the place of a note.  The layout is
the ELF specification's (gABI, chapters 4 and 5); all that is expected of the program
is checked.  patchelf moves whole sections to the front of a program; what version
0.14, Debian 12's, makes of one that is not position-independent crashes once it is
stripped.
"""

import os
import struct
import sys

PT_LOAD, PT_DYNAMIC, PT_NOTE, PT_GNU_PROPERTY = 1, 2, 4, 0x6474E553
DT_NULL, DT_NEEDED, DT_STRTAB, DT_STRSZ, DT_RPATH, DT_RUNPATH = 0, 1, 5, 10, 15, 29
PF_R = 4

ELF_64_BIT, ELF_LITTLE, ELF_BIG = 2, 1, 2

# Field by field as in <elf.h>, without the byte order.
FILE_HEADER = "16sHHIQQQIHHHHHH"        # Elf64_Ehdr
PROGRAM_HEADER = "IIQQQQQQ"             # Elf64_Phdr
SECTION_HEADER = "IIQQQQIIQQ"           # Elf64_Shdr
DYNAMIC_ENTRY = "qQ"                    # Elf64_Dyn


class AttachError(Exception):
    """The program cannot be changed; the text says why."""


class Segment:
    def __init__(self, kind, flags, offset, address, physical, file_size, memory_size, align):
        self.kind = kind
        self.flags = flags
        self.offset = offset
        self.address = address
        self.physical = physical
        self.file_size = file_size
        self.memory_size = memory_size
        self.align = align

    def fields(self):
        return (self.kind, self.flags, self.offset, self.address, self.physical,
                self.file_size, self.memory_size, self.align)


class Program:
    def __init__(self, data):
        self.data = bytearray(data)
        if self.data[:4] != b"\x7fELF" or self.data[4] != ELF_64_BIT:
            raise AttachError("it is no 64-bit ELF file")
        self.order = {ELF_LITTLE: "<", ELF_BIG: ">"}[self.data[5]]
        header = self.unpack(FILE_HEADER, 0)
        self.segments_at, self.sections_at = header[5], header[6]
        self.n_segments, self.n_sections = header[10], header[12]
        self.segments = [Segment(*fields) for fields in
                         self.unpack_all(PROGRAM_HEADER, self.segments_at, self.n_segments)]

    def unpack(self, layout, offset):
        return struct.unpack_from(self.order + layout, self.data, offset)

    def unpack_all(self, layout, offset, count):
        size = struct.calcsize(self.order + layout)
        return [self.unpack(layout, offset + i * size) for i in range(count)]

    def pack_all(self, layout, offset, rows):
        size = struct.calcsize(self.order + layout)
        for i, row in enumerate(rows):
            struct.pack_into(self.order + layout, self.data, offset + i * size, *row)

    def of_kind(self, kind):
        return [segment for segment in self.segments if segment.kind == kind]

    def offset_of(self, address):
        for segment in self.of_kind(PT_LOAD):
            if segment.address <= address < segment.address + segment.file_size:
                return segment.offset + address - segment.address
        raise AttachError(f"address {address:#x} is in no segment")

    def add(self, library, directories):
        """Add a library that is needed, and the directories in which to look for it."""
        if not self.of_kind(PT_DYNAMIC):
            raise AttachError("it is linked statically")
        [dynamic] = self.of_kind(PT_DYNAMIC)
        n_entries = dynamic.file_size // struct.calcsize(self.order + DYNAMIC_ENTRY)
        entries = self.unpack_all(DYNAMIC_ENTRY, dynamic.offset, n_entries)
        entries = entries[:[tag for tag, _ in entries].index(DT_NULL)]
        found = dict(entries)

        strings_at, size = self.offset_of(found[DT_STRTAB]), found[DT_STRSZ]
        strings = self.data[strings_at:strings_at + size]
        for tag in (DT_RPATH, DT_RUNPATH):
            if tag in found:
                own = strings[found[tag]:strings.index(0, found[tag])]
                directories = directories + [os.fsdecode(bytes(own))]
        library_at = len(strings)
        strings += os.fsencode(library) + b"\0"
        directories_at = len(strings)
        strings += os.fsencode(":".join(directories)) + b"\0"
        address = self.append(strings, found[DT_STRTAB])

        entries = [(tag, {DT_STRTAB: address, DT_STRSZ: len(strings)}.get(tag, value))
                   for tag, value in entries if tag not in (DT_RPATH, DT_RUNPATH)]
        entries += [(DT_NEEDED, library_at), (DT_RUNPATH, directories_at)]
        # The last entry has to stay one that ends the section.
        if len(entries) >= n_entries:
            raise AttachError("its dynamic section has no entries to spare")
        entries += [(DT_NULL, 0)] * (n_entries - len(entries))
        self.pack_all(DYNAMIC_ENTRY, dynamic.offset, entries)

    def append(self, strings, old_address):
        """Put the dynamic strings at the end of the file and return their address."""
        loads = self.of_kind(PT_LOAD)
        page = max(segment.align for segment in loads)
        self.data += bytes(-len(self.data) % page)
        offset = len(self.data)
        self.data += strings
        end = max(segment.address + segment.memory_size for segment in loads)
        address = end + -end % page

        # A segment more would move all that follows the table, so one has to go: a note
        # that another segment describes as well, if there is one.
        properties = {segment.offset for segment in self.of_kind(PT_GNU_PROPERTY)}
        notes = sorted(self.of_kind(PT_NOTE), key=lambda note: note.offset in properties)
        if not notes:
            raise AttachError("it has no note that could give way")
        self.segments.remove(notes[-1])
        # Those that are loaded stand in the order of their addresses.
        place = self.segments.index(loads[-1]) + 1
        self.segments.insert(place, Segment(
            PT_LOAD, PF_R, offset, address, address, len(strings), len(strings), page))
        self.pack_all(PROGRAM_HEADER, self.segments_at, [segment.fields() for segment in self.segments])

        # The linker does without sections, but strip and debuggers go by them.
        sections = [list(section) for section in
                    self.unpack_all(SECTION_HEADER, self.sections_at, self.n_sections)]
        for section in sections:
            if section[3] == old_address:
                section[3:6] = address, offset, len(strings)
        self.pack_all(SECTION_HEADER, self.sections_at, sections)
        return address


def main():
    program, base, library, *directories = sys.argv[1:]
    new = f"{program}.{os.getpid()}.new"
    try:
        with open(base, "rb") as file:
            attached = Program(file.read())
        attached.add(library, directories)
        with open(new, "wb") as file:
            file.write(attached.data)
        os.chmod(new, 0o755)
        os.replace(new, program)
    except (AttachError, OSError) as error:
        sys.exit(f"attach.py: {base}: {error}")
    finally:
        if os.path.exists(new):
            os.unlink(new)


if __name__ == "__main__":
    main()
