;; Two programs that say something about a picture, as the text of a component. They look at the
;; head of a PNG, where its width and height stand, and at nothing else.
(component
  (core module $code
    ;; Bytes 0 to 7 hold the result, a text. Arguments come from 256 on.
    (memory (export "memory") 1)
    (data (i32.const 16) "landscape")   ;; 9 bytes
    (data (i32.const 32) "portrait")    ;; 8 bytes
    (data (i32.const 48) "square")      ;; 6 bytes
    (data (i32.const 64) "thumbnail")   ;; 9 bytes
    (data (i32.const 80) "medium")      ;; 6 bytes
    (data (i32.const 96) "large")       ;; 5 bytes
    (data (i32.const 112) "no picture") ;; 10 bytes
    (global $next_free (mut i32) (i32.const 256))

    ;; The host asks for room. Every call has a fresh instance, so nothing is ever freed.
    (func (export "cabi_realloc")
      (param $old i32) (param $old_size i32) (param $align i32) (param $size i32) (result i32)
      (local $start i32) (local $end i64) (local $present i64)
      (local.set $start (global.get $next_free))
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
      (local.get $start))

    ;; Four bytes, the highest first.
    (func $number (param $at i32) (result i32)
      (i32.or
        (i32.or
          (i32.shl (i32.load8_u (local.get $at)) (i32.const 24))
          (i32.shl (i32.load8_u offset=1 (local.get $at)) (i32.const 16)))
        (i32.or
          (i32.shl (i32.load8_u offset=2 (local.get $at)) (i32.const 8))
          (i32.load8_u offset=3 (local.get $at)))))

    ;; The eight bytes that a PNG begins with, and room for the head.
    (func $is_picture (param $data i32) (param $length i32) (result i32)
      (if (i32.lt_u (local.get $length) (i32.const 24)) (then (return (i32.const 0))))
      (i64.eq (i64.load (local.get $data)) (i64.const 0x0a1a0a0d474e5089)))

    (func $say (param $text i32) (param $length i32) (result i32)
      (i32.store (i32.const 0) (local.get $text))
      (i32.store (i32.const 4) (local.get $length))
      (i32.const 0))

    (func (export "orientation") (param $data i32) (param $length i32) (result i32)
      (local $width i32) (local $height i32)
      (if (i32.eqz (call $is_picture (local.get $data) (local.get $length)))
        (then (return (call $say (i32.const 112) (i32.const 10)))))
      (local.set $width (call $number (i32.add (local.get $data) (i32.const 16))))
      (local.set $height (call $number (i32.add (local.get $data) (i32.const 20))))
      (if (i32.gt_u (local.get $width) (local.get $height))
        (then (return (call $say (i32.const 16) (i32.const 9)))))
      (if (i32.lt_u (local.get $width) (local.get $height))
        (then (return (call $say (i32.const 32) (i32.const 8)))))
      (call $say (i32.const 48) (i32.const 6)))

    ;; By the number of its pixels: up to 64 x 64, up to 1024 x 1024, and more.
    (func (export "size") (param $data i32) (param $length i32) (result i32)
      (local $pixels i64)
      (if (i32.eqz (call $is_picture (local.get $data) (local.get $length)))
        (then (return (call $say (i32.const 112) (i32.const 10)))))
      (local.set $pixels
        (i64.mul
          (i64.extend_i32_u (call $number (i32.add (local.get $data) (i32.const 16))))
          (i64.extend_i32_u (call $number (i32.add (local.get $data) (i32.const 20))))))
      (if (i64.le_u (local.get $pixels) (i64.const 4096))
        (then (return (call $say (i32.const 64) (i32.const 9)))))
      (if (i64.le_u (local.get $pixels) (i64.const 1048576))
        (then (return (call $say (i32.const 80) (i32.const 6)))))
      (call $say (i32.const 96) (i32.const 5))))

  (core instance $code (instantiate $code))
  (func (export "orientation") (param "picture" (list u8)) (result string)
    (canon lift (core func $code "orientation")
      (memory $code "memory") (realloc (func $code "cabi_realloc"))))
  (func (export "size") (param "picture" (list u8)) (result string)
    (canon lift (core func $code "size")
      (memory $code "memory") (realloc (func $code "cabi_realloc")))))
