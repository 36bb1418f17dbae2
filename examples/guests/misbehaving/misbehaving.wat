;; A guest that does what a guest must not, one way for each export: what the tests hold the executor
;; against. Written by hand, as no compiler is so exact.
(component
  (core module $code
    (memory (export "memory") 1)
    (global $next_free (mut i32) (i32.const 1024))

    (func (export "cabi_realloc")
      (param $old i32) (param $old_size i32) (param $align i32) (param $size i32) (result i32)
      (local $start i32)
      (local.set $start
        (i32.and
          (i32.add (global.get $next_free) (i32.sub (local.get $align) (i32.const 1)))
          (i32.sub (i32.const 0) (local.get $align))))
      (global.set $next_free (i32.add (local.get $start) (local.get $size)))
      (local.get $start))

    ;; Stops by itself, without a word.
    (func (export "trap") unreachable)

    ;; Never ends, and calls nothing.
    (func (export "spin") (loop $again (br $again)))

    ;; Asks for so many pages of 64 KiB, and says how many there are then. One refusal is enough.
    (func (export "grow") (param $pages i32) (result i32)
      (drop (memory.grow (local.get $pages)))
      (memory.size))

    ;; Calls itself so many times, one inside of the other.
    (func $deep (export "deep") (param $levels i32) (result i32)
      (if (result i32) (local.get $levels)
        (then (i32.add (i32.const 1) (call $deep (i32.sub (local.get $levels) (i32.const 1)))))
        (else (i32.const 0))))

    ;; A pointer and a length that are anything.
    (func $at_zero (param $pointer i32) (param $length i32) (result i32)
      (i32.store (i32.const 0) (local.get $pointer))
      (i32.store (i32.const 4) (local.get $length))
      (i32.const 0))
    (func (export "any-bytes") (param $pointer i32) (param $length i32) (result i32)
      (call $at_zero (local.get $pointer) (local.get $length)))

    ;; A text of two bytes that are not UTF-8.
    (func (export "not-utf8") (result i32)
      (i32.store8 (i32.const 8) (i32.const 0xc3))
      (i32.store8 (i32.const 9) (i32.const 0x28))
      (call $at_zero (i32.const 8) (i32.const 2)))

    ;; A number where only some are a value: a char, a bool, a case.
    (func (export "any-number") (param i32) (result i32) (local.get 0))

    ;; A result at an odd address.
    (func (export "odd-address") (result i32) (i32.const 3))

    ;; Bytes that are said to be a CID, and are none.
    (func (export "false-link") (result i32)
      (call $at_zero (i32.const 8) (i32.const 4)))

    ;; Room for an argument that lies outside of the memory.
    (func (export "realloc-outside") (param i32 i32 i32 i32) (result i32) (i32.const -8))
    (func (export "take") (param i32 i32)))

  (core instance $code (instantiate $code))

  (func (export "trap") (canon lift (core func $code "trap")))
  (func (export "spin") (canon lift (core func $code "spin")))
  (func (export "grow") (param "pages" u32) (result u32) (canon lift (core func $code "grow")))
  (func (export "deep") (param "levels" u32) (result u32) (canon lift (core func $code "deep")))
  (func (export "any-bytes") (param "pointer" u32) (param "length" u32) (result (list u8))
    (canon lift (core func $code "any-bytes") (memory $code "memory")))
  (func (export "any-text") (param "pointer" u32) (param "length" u32) (result string)
    (canon lift (core func $code "any-bytes") (memory $code "memory")))
  (func (export "any-list") (param "pointer" u32) (param "length" u32) (result (list s64))
    (canon lift (core func $code "any-bytes") (memory $code "memory")))
  (func (export "not-utf8") (result string)
    (canon lift (core func $code "not-utf8") (memory $code "memory")))
  (func (export "any-char") (param "number" u32) (result char)
    (canon lift (core func $code "any-number")))
  (func (export "any-bool") (param "number" u32) (result bool)
    (canon lift (core func $code "any-number")))
  (func (export "any-u8") (param "number" u32) (result u8)
    (canon lift (core func $code "any-number")))
  (func (export "any-result") (param "number" u32) (result (result))
    (canon lift (core func $code "any-number")))
  (func (export "odd-address") (result (tuple u32 u32))
    (canon lift (core func $code "odd-address") (memory $code "memory")))
  (func (export "bad-room") (param "text" string)
    (canon lift (core func $code "take") (memory $code "memory")
      (realloc (func $code "realloc-outside"))))

  ;; A record has to have a name, and a name at the root has no place in WIT: so an interface, which
  ;; is the instance of a component that hands on type and function.
  (type $record (record (field "ipld-cid" (list u8))))
  (func $false_link (result $record)
    (canon lift (core func $code "false-link") (memory $code "memory")))
  (component $links
    (type $record (record (field "ipld-cid" (list u8))))
    (import "inner-link" (type $inner (eq $record)))
    (import "inner-false-link" (func $false_link (result $inner)))
    (export $link "link" (type $record))
    (export "false-link" (func $false_link) (func (result $link))))
  (instance $links
    (instantiate $links
      (with "inner-link" (type $record)) (with "inner-false-link" (func $false_link))))
  (export "example:misbehaving/links@0.1.0" (instance $links)))
