# pf_embed(TARGET GROUP DIR GLOB|GLOB_RECURSE PATTERN): compiles the files of DIR into TARGET; the program reads them
# as embedded_files(Group::GROUP) (src/base/embedded.hpp), by their path below DIR.
function(pf_embed target group dir mode pattern)
  set(root ${PROJECT_SOURCE_DIR}/${dir})
  file(${mode} files CONFIGURE_DEPENDS RELATIVE ${root} ${root}/${pattern})
  list(SORT files)
  set(asm ".section .rodata\n")
  set(table "")
  set(externs "")
  set(deps "")
  set(i 0)
  foreach(file ${files})
    set(symbol pf_embedded_${group}_${i})
    string(APPEND asm ".balign 16\n.global ${symbol}\n.global ${symbol}_end\n${symbol}:\n.incbin \"${root}/${file}\"\n${symbol}_end:\n.byte 0\n")
    string(APPEND externs "extern \"C\" const char ${symbol}[];\nextern \"C\" const char ${symbol}_end[];\n")
    string(APPEND table "    {\"${file}\", ${symbol}, ${symbol}_end},\n")
    list(APPEND deps ${root}/${file})
    math(EXPR i "${i}+1")
  endforeach()
  string(APPEND asm ".section .note.GNU-stack,\"\",@progbits\n")
  set(out ${CMAKE_BINARY_DIR}/embedded)
  file(CONFIGURE OUTPUT ${out}/${group}.S CONTENT "${asm}" @ONLY)
  file(CONFIGURE OUTPUT ${out}/${group}.cpp @ONLY CONTENT
"#include \"base/embedded.hpp\"
${externs}
namespace pf::detail {
const EmbeddedRange embedded_${group}[] = {
${table}    {nullptr, nullptr, nullptr},
};
}
")
  set_source_files_properties(${out}/${group}.S PROPERTIES OBJECT_DEPENDS "${deps}")
  target_sources(${target} PRIVATE ${out}/${group}.S ${out}/${group}.cpp)
endfunction()
