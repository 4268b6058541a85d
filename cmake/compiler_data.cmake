# Compiles the rule compiler's data into pf_compiler: the words it knows (words/*.txt), the learned model
# (model/compiler.pfm, written by the trainer), word vectors (model/words.vectors, written by train/vectors/make.mjs) and
# a table of related words made from the installed WordNet.
file(GLOB word_lists CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/words/*.txt)
set(words ${CMAKE_BINARY_DIR}/compiler_words/compiler)
file(MAKE_DIRECTORY ${words})
add_executable(word_classes EXCLUDE_FROM_ALL ${PROJECT_SOURCE_DIR}/cmake/word_classes.cpp)
add_custom_command(OUTPUT ${words}/word_class.hpp ${words}/word_table.cpp
  COMMAND word_classes ${words} ${word_lists} DEPENDS word_classes ${word_lists} VERBATIM)
target_sources(pf_compiler PRIVATE ${words}/word_class.hpp ${words}/word_table.cpp)
target_include_directories(pf_compiler PUBLIC ${CMAKE_BINARY_DIR}/compiler_words)

set(PF_WORDNET_DIR /usr/share/wordnet CACHE PATH "WordNet's dictionary files (Debian: wordnet-base)")
if(NOT EXISTS ${PF_WORDNET_DIR}/data.noun)
  message(WARNING "no WordNet in ${PF_WORDNET_DIR}: the rule compiler is built without related words")
endif()
add_executable(wordnet_table EXCLUDE_FROM_ALL ${PROJECT_SOURCE_DIR}/cmake/wordnet_table.cpp)
set(data ${CMAKE_BINARY_DIR}/compiler_data)
file(MAKE_DIRECTORY ${data})
add_custom_command(OUTPUT ${data}/wordnet.txt COMMAND wordnet_table ${PF_WORDNET_DIR} ${data}/wordnet.txt DEPENDS wordnet_table VERBATIM)
set(model ${PROJECT_SOURCE_DIR}/model/compiler.pfm)
set(vectors ${PROJECT_SOURCE_DIR}/model/words.vectors)
# The hashes stand in the assembly text: a compiler cache does not see what .incbin reads.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${model} ${vectors})
file(SHA256 ${model} model_hash)
file(SHA256 ${vectors} vectors_hash)
file(CONFIGURE OUTPUT ${data}/data.S @ONLY CONTENT
".section .rodata
.balign 16
.global pf_compiler_wordnet
.global pf_compiler_wordnet_end
pf_compiler_wordnet:
.incbin \"${data}/wordnet.txt\"
pf_compiler_wordnet_end:
.byte 0
.global pf_compiler_model
.global pf_compiler_model_end
pf_compiler_model:
pf_compiler_model_${model_hash}:
.incbin \"${model}\"
pf_compiler_model_end:
.byte 0
.global pf_compiler_vectors
.global pf_compiler_vectors_end
pf_compiler_vectors:
pf_compiler_vectors_${vectors_hash}:
.incbin \"${vectors}\"
pf_compiler_vectors_end:
.byte 0
.section .note.GNU-stack,\"\",@progbits
")
set_source_files_properties(${data}/data.S PROPERTIES OBJECT_DEPENDS "${data}/wordnet.txt;${model};${vectors}")
target_sources(pf_compiler PRIVATE ${data}/data.S)
