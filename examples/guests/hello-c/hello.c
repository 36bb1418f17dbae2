/* The world `example:hello/hello` in C, by hand: no generator, no libc.
 *
 * What the canonical ABI asks for: a memory, a function `cabi_realloc` by which the host gets room
 * for arguments, and one function for each export. A string or a list is a pointer and a length. A
 * result that is not one plain value stands in memory, and the function returns its address. */

#include <stddef.h>
#include <stdint.h>

#define EXPORT(name) __attribute__((export_name(name)))

typedef struct {
    const char *bytes;
    size_t length;
} string;

#define TEXT(literal) ((string){literal, sizeof(literal) - 1})

/* Where the linker puts the end of what it placed. */
extern uint8_t __heap_base;
static uintptr_t next_free = (uintptr_t)&__heap_base;

/* Every call has a fresh instance, so nothing is ever freed: memory is handed out upwards. */
static void *allocate(size_t align, size_t size) {
    uint64_t start = ((uint64_t)next_free + align - 1) & ~((uint64_t)align - 1);
    uint64_t end = start + size;
    uint64_t present = (uint64_t)__builtin_wasm_memory_size(0) << 16;
    if (end > UINT32_MAX)
        __builtin_trap();
    if (end > present &&
        __builtin_wasm_memory_grow(0, (size_t)((end - present + 0xffff) >> 16)) == SIZE_MAX)
        __builtin_trap();
    next_free = (uintptr_t)end;
    return (void *)(uintptr_t)start;
}

EXPORT("cabi_realloc")
void *cabi_realloc(void *old, size_t old_size, size_t align, size_t new_size) {
    uint8_t *fresh = allocate(align, new_size);
    __builtin_memcpy(fresh, old, old_size < new_size ? old_size : new_size);
    return fresh;
}

/* shout: func(text: string) -> string */
EXPORT("shout")
const string *shout(char *text, size_t length) {
    static string result;
    /* The argument is the guest's own memory: it may be changed in place. */
    for (size_t i = 0; i < length; i++)
        if (text[i] >= 'a' && text[i] <= 'z')
            text[i] -= 'a' - 'A';
    result = (string){text, length};
    return &result;
}

/* divide: func(dividend: s64, divisor: s64) -> result<s64, string> */
typedef struct {
    uint8_t is_error;
    union {
        int64_t ok;
        string error;
    };
} quotient;

EXPORT("divide")
const quotient *divide(int64_t dividend, int64_t divisor) {
    static quotient result;
    result.is_error = 1;
    if (divisor == 0) {
        result.error = TEXT("division by zero");
    } else if (dividend == INT64_MIN && divisor == -1) {
        result.error = TEXT("the quotient is too large");
    } else {
        result.is_error = 0;
        result.ok = dividend / divisor;
    }
    return &result;
}

/* letters: func(text: string) -> list<tuple<char, u32>> */
typedef struct {
    uint32_t letter;
    uint32_t count;
} tally;

typedef struct {
    const tally *tallies;
    size_t length;
} tally_list;

EXPORT("letters")
const tally_list *letters(const char *text, size_t length) {
    static uint32_t counts[26];
    static tally found[26];
    static tally_list result;
    for (size_t i = 0; i < length; i++) {
        uint8_t small = (uint8_t)(text[i] | 0x20);
        if (small >= 'a' && small <= 'z')
            counts[small - 'a']++;
    }
    result.tallies = found;
    for (uint32_t i = 0; i < 26; i++)
        if (counts[i] > 0)
            found[result.length++] = (tally){'a' + i, counts[i]};
    return &result;
}
