# Puts the files of a folder into the program, so that it needs none of them at run time.
#
# Included, this file defines aggregator_embed(<target> <folder>). As a script it writes the source:
#   cmake -DFOLDER=<folder> -DOUTPUT=<source> -P embed.cmake

function(aggregator_embed target folder)
  set(output "${PROJECT_BINARY_DIR}/generated/builtin_templates.cpp")
  file(GLOB files CONFIGURE_DEPENDS "${folder}/*")
  add_custom_command(OUTPUT "${output}"
    COMMAND "${CMAKE_COMMAND}" "-DFOLDER=${folder}" "-DOUTPUT=${output}" -P "${CMAKE_CURRENT_FUNCTION_LIST_FILE}"
    DEPENDS ${files} "${CMAKE_CURRENT_FUNCTION_LIST_FILE}" VERBATIM)
  target_sources(${target} PRIVATE "${output}")
endfunction()

if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
  file(GLOB files "${FOLDER}/*.mustache" "${FOLDER}/*.strings")
  set(entries "")
  foreach(file IN LISTS files)
    get_filename_component(name "${file}" NAME)
    file(READ "${file}" content)
    string(APPEND entries "    {\"${name}\", R\"~embedded~(${content})~embedded~\"},\n")
  endforeach()
  file(WRITE "${OUTPUT}" "#include \"builtin_templates.h\"\n
namespace aggregator::digest {
namespace {

constexpr BuiltinTemplate kTemplates[] = {
${entries}};

}  // namespace

std::span<const BuiltinTemplate> builtin_templates() { return kTemplates; }

}  // namespace aggregator::digest\n")
endif()
