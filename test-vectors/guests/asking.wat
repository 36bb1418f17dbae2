;; What asks for effects, told by its type: nothing to fork and nothing to join, which is all zeros.
(component
  (core module $code
    (memory (export "memory") 1)
    ;; tuple<u32, effects>, at address 0.
    (func (export "ask") (param i32) (result i32)
      (i32.store (i32.const 0) (local.get 0))
      (i32.const 0))
    ;; effects, at address 64.
    (func (export "keep") (result i32) (i32.const 64)))
  (core instance $code (instantiate $code))
  (type $a-task (record
    (field "subject" string)
    (field "command" string)
    (field "arguments" (list u8))
    (field "nonce" (list u8))))
  (export $task "task" (type $a-task))
  (type $a-link (record (field "ipld-cid" (list u8))))
  (export $link "link" (type $a-link))
  (type $an-effect (variant (case "task" $task) (case "known" $link)))
  (export $effect "effect" (type $an-effect))
  (type $some-effects (record (field "fork" (list $effect)) (field "join" (option $effect))))
  (export $effects "effects" (type $some-effects))
  (func (export "ask") (param "value" u32) (result (tuple u32 $effects))
    (canon lift (core func $code "ask") (memory $code "memory")))
  (func (export "keep") (result $effects)
    (canon lift (core func $code "keep") (memory $code "memory"))))
