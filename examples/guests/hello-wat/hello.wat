;; The world `example:hello/hello` as the text of a component. Nothing compiles it: what stands here
;; is what runs.
(component
  (core module $code
    ;; Bytes 0 to 15 hold results that are more than one plain value, 64 to 167 the counts of
    ;; `letters`, 168 to 375 its list. Arguments come behind them, where `cabi_realloc` puts them.
    (memory (export "memory") 1)
    (data (i32.const 16) "division by zero")          ;; 16 bytes
    (data (i32.const 32) "the quotient is too large") ;; 25 bytes
    (global $next_free (mut i32) (i32.const 376))

    ;; The host asks for room. Every call has a fresh instance, so nothing is ever freed.
    (func (export "cabi_realloc")
      (param $old i32) (param $old_size i32) (param $align i32) (param $size i32) (result i32)
      (local $start i32) (local $end i64) (local $present i64)
      (local.set $start
        (i32.and
          (i32.add (global.get $next_free) (i32.sub (local.get $align) (i32.const 1)))
          (i32.sub (i32.const 0) (local.get $align))))
      (local.set $end
        (i64.add (i64.extend_i32_u (local.get $start)) (i64.extend_i32_u (local.get $size))))
      (local.set $present (i64.shl (i64.extend_i32_u (memory.size)) (i64.const 16)))
      (if (i64.gt_u (local.get $end) (i64.const 0xffffffff)) (then unreachable))
      (if (i64.gt_u (local.get $end) (local.get $present))
        (then
          (if (i32.eq (i32.const -1)
                (memory.grow
                  (i32.wrap_i64
                    (i64.shr_u
                      (i64.add (i64.sub (local.get $end) (local.get $present)) (i64.const 0xffff))
                      (i64.const 16)))))
            (then unreachable))))
      (global.set $next_free (i32.wrap_i64 (local.get $end)))
      (memory.copy (local.get $start) (local.get $old)
        (select (local.get $old_size) (local.get $size)
          (i32.lt_u (local.get $old_size) (local.get $size))))
      (local.get $start))

    (func (export "shout") (param $text i32) (param $length i32) (result i32)
      (local $at i32) (local $end i32)
      (local.set $at (local.get $text))
      (local.set $end (i32.add (local.get $text) (local.get $length)))
      (block $done
        (loop $each
          (br_if $done (i32.eq (local.get $at) (local.get $end)))
          ;; From "a" (97), 26 letters: 32 less makes a capital.
          (if (i32.lt_u (i32.sub (i32.load8_u (local.get $at)) (i32.const 97)) (i32.const 26))
            (then
              (i32.store8 (local.get $at)
                (i32.sub (i32.load8_u (local.get $at)) (i32.const 32)))))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (br $each)))
      (i32.store (i32.const 0) (local.get $text))
      (i32.store (i32.const 4) (local.get $length))
      (i32.const 0))

    (func $fails (param $text i32) (param $length i32) (result i32)
      (i32.store8 (i32.const 0) (i32.const 1))
      (i32.store (i32.const 8) (local.get $text))
      (i32.store (i32.const 12) (local.get $length))
      (i32.const 0))

    (func (export "divide") (param $dividend i64) (param $divisor i64) (result i32)
      (if (i64.eqz (local.get $divisor))
        (then (return (call $fails (i32.const 16) (i32.const 16)))))
      (if (i32.and
            (i64.eq (local.get $dividend) (i64.const -0x8000000000000000))
            (i64.eq (local.get $divisor) (i64.const -1)))
        (then (return (call $fails (i32.const 32) (i32.const 25)))))
      (i32.store8 (i32.const 0) (i32.const 0))
      (i64.store (i32.const 8) (i64.div_s (local.get $dividend) (local.get $divisor)))
      (i32.const 0))

    (func (export "letters") (param $text i32) (param $length i32) (result i32)
      (local $at i32) (local $end i32) (local $letter i32) (local $found i32)
      (local.set $at (local.get $text))
      (local.set $end (i32.add (local.get $text) (local.get $length)))
      (block $counted
        (loop $each
          (br_if $counted (i32.eq (local.get $at) (local.get $end)))
          (local.set $letter
            (i32.sub (i32.or (i32.load8_u (local.get $at)) (i32.const 32)) (i32.const 97)))
          (if (i32.lt_u (local.get $letter) (i32.const 26))
            (then
              (local.set $letter (i32.shl (local.get $letter) (i32.const 2)))
              (i32.store offset=64 (local.get $letter)
                (i32.add (i32.load offset=64 (local.get $letter)) (i32.const 1)))))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (br $each)))
      (local.set $letter (i32.const 0))
      (loop $each
        (if (i32.load offset=64 (i32.shl (local.get $letter) (i32.const 2)))
          (then
            (local.set $at (i32.shl (local.get $found) (i32.const 3)))
            (i32.store offset=168 (local.get $at) (i32.add (local.get $letter) (i32.const 97)))
            (i32.store offset=172 (local.get $at)
              (i32.load offset=64 (i32.shl (local.get $letter) (i32.const 2))))
            (local.set $found (i32.add (local.get $found) (i32.const 1)))))
        (local.set $letter (i32.add (local.get $letter) (i32.const 1)))
        (br_if $each (i32.lt_u (local.get $letter) (i32.const 26))))
      (i32.store (i32.const 0) (i32.const 168))
      (i32.store (i32.const 4) (local.get $found))
      (i32.const 0)))

  (core instance $code (instantiate $code))

  (func (export "shout") (param "text" string) (result string)
    (canon lift (core func $code "shout")
      (memory $code "memory") (realloc (func $code "cabi_realloc"))))
  (func (export "divide") (param "dividend" s64) (param "divisor" s64)
    (result (result s64 (error string)))
    (canon lift (core func $code "divide")
      (memory $code "memory") (realloc (func $code "cabi_realloc"))))
  (func (export "letters") (param "text" string) (result (list (tuple char u32)))
    (canon lift (core func $code "letters")
      (memory $code "memory") (realloc (func $code "cabi_realloc")))))
