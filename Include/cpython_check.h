/* What asserts.c of the generated files is written in: do the bindings say what the
   C compiler says of these headers? A line that does not hold does not compile. */

#ifndef CPYTHON_CHECK_H
#define CPYTHON_CHECK_H

#include <stddef.h>

/* To compare the type of what is deprecated is no use of it. */
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

#define SAME_TYPE(expression, ...) \
    __builtin_types_compatible_p(__typeof__(expression), __VA_ARGS__)

/* A type that may be negative, or too large for a long, is compared by its bits. */
#define SAME_BITS(expression, bits) ((unsigned long long)(expression) == (bits))

#define VERSION(minor) \
    _Static_assert(PY_VERSION_HEX >> 16 == (3 << 8 | (minor)), "version")

#define TYPE(type, size, alignment) \
    _Static_assert(sizeof(type) == (size), "size of " #type); \
    _Static_assert(_Alignof(type) == (alignment), "alignment of " #type)

/* Where Rust puts a member without a name: after the field before it, aligned. */
#define AFTER(type, field) (offsetof(type, field) + sizeof(((type *)0)->field))
#define ALIGNED(offset, alignment) (((offset) + (alignment) - 1) / (alignment) * (alignment))

#define FIELD(type, field, offset) \
    _Static_assert(offsetof(type, field) == (offset), "offset of " #type "." #field)

#define FIELD_TYPE(type, field, ...) \
    _Static_assert(SAME_TYPE(((type *)0)->field, __VA_ARGS__), "type of " #type "." #field)

/* A declaration that is in conflict with that of the headers is an error. One release
   may lack a private function that another has: then nothing is compared, and a use
   of it does not link. In parentheses, the name of a function is not that of a macro. */
#define FUNCTION(name, result, ...) \
    result (name)(__VA_ARGS__)

#define VARIABLE(name, ...) \
    _Static_assert(SAME_TYPE(name, __VA_ARGS__), "type of " #name)

#define CONSTANT(name, type, bits) \
    _Static_assert(SAME_TYPE(name, type), "type of " #name); \
    _Static_assert(SAME_BITS(name, bits), "value of " #name)

/* A constant that is given another type than its own must not lose anything. */
#define CONVERTED(name, type, bits) \
    _Static_assert(SAME_BITS(name, bits), "value of " #name); \
    _Static_assert(SAME_BITS((type)(name), bits), "value of " #name " as " #type)

/* What is no constant expression for C is one with optimisation: the compiler sees
   that the condition does not hold, and leaves the call out. If it does not, the
   check fails, which is safe. Without optimisation nothing is compared. */
#ifdef __OPTIMIZE__
#  define NEVER(number, message, condition) \
    do { \
        void differs_##number(void) __attribute__((error(message))); \
        if (condition) { \
            differs_##number(); \
        } \
    } while (0)
#else
#  define NEVER(number, message, condition) ((void)(condition))
#endif

/* A function that nobody calls is compiled nevertheless. */
#define COMPILED static __attribute__((used)) void

#define FRACTION(number, name, value) \
    COMPILED check_##number(void) { NEVER(number, "value of " #name, (name) != (value)); } \
    _Static_assert(SAME_TYPE(name, double), "type of " #name)

/* A bit-field has no offset. `byte` is where to look in the structure, and `bits` what
   is set in the `length` bytes there if all of the bit-field is. */
#define BIT_FIELD(number, type, field, byte, length, bits) \
    COMPILED check_##number(void) \
    { \
        type value; \
        unsigned long long found = 0; \
        __builtin_memset(&value, 0, sizeof(value)); \
        value.field = -1; \
        __builtin_memcpy(&found, (char *)&value + (byte), (length)); \
        NEVER(number, "bit-field " #type "." #field, found != (bits)); \
    } \
    _Static_assert((byte) + (length) <= sizeof(type), "size of " #type)

#endif /* CPYTHON_CHECK_H */
