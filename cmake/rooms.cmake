# The libraries that the rooms are built from, the warnings, and aggregator_room(): one library target per room.

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(CURL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(pugixml REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(simdjson REQUIRED)
find_package(CLI11 REQUIRED)
pkg_check_modules(icu REQUIRED IMPORTED_TARGET icu-uc icu-i18n)
pkg_check_modules(gumbo REQUIRED IMPORTED_TARGET gumbo)
pkg_check_modules(gmime REQUIRED IMPORTED_TARGET gmime-3.0)
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(brotli REQUIRED IMPORTED_TARGET libbrotlidec)
pkg_check_modules(deflate REQUIRED IMPORTED_TARGET libdeflate)
pkg_check_modules(psl REQUIRED IMPORTED_TARGET libpsl)

# Debian's SOCI comes without package files.
find_path(SOCI_INCLUDE_DIR soci/soci.h REQUIRED)
foreach(part IN ITEMS core sqlite3)
  find_library(SOCI_${part}_LIBRARY soci_${part} REQUIRED)
  add_library(SOCI::soci_${part} UNKNOWN IMPORTED)
  set_target_properties(SOCI::soci_${part} PROPERTIES
    IMPORTED_LOCATION ${SOCI_${part}_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES "${SOCI_INCLUDE_DIR};${SOCI_INCLUDE_DIR}/soci")
endforeach()

# mustache is a single header without a package file of its own.
find_path(MUSTACHE_INCLUDE_DIR kainjow/mustache.hpp REQUIRED)
add_library(mustache INTERFACE)
target_include_directories(mustache SYSTEM INTERFACE ${MUSTACHE_INCLUDE_DIR})
add_library(PkgConfig::mustache ALIAS mustache)

add_library(aggregator_flags INTERFACE)
target_compile_options(aggregator_flags INTERFACE -Wall -Wextra -Wpedantic -Wconversion)
target_compile_definitions(aggregator_flags INTERFACE AGGREGATOR_VERSION="${PROJECT_VERSION}")
if(AGGREGATOR_WERROR)
  target_compile_options(aggregator_flags INTERFACE -Werror)
endif()
if(AGGREGATOR_SANITIZE)
  # GCC's manual (-fsanitize) warns of false "may be used uninitialized" beside sanitizers: std::regex sets them off. The plain build keeps the warning.
  target_compile_options(aggregator_flags INTERFACE -fsanitize=${AGGREGATOR_SANITIZE} -fno-omit-frame-pointer
                         $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  if(AGGREGATOR_SANITIZE MATCHES "undefined")
    # Five sixths of what UBSan stores, a third of the time to compile and most of that to start the program, for what
    # ends in ASan's report anyway (null) and what x86-64 allows (alignment).
    target_compile_options(aggregator_flags INTERFACE -fno-sanitize=null,alignment)
  endif()
  # At a fixed address: what UBSan stores is full of pointers, which would be relocated at each start of the program.
  target_link_options(aggregator_flags INTERFACE -fsanitize=${AGGREGATOR_SANITIZE} -no-pie)
endif()
if(AGGREGATOR_COVERAGE)
  target_compile_options(aggregator_flags INTERFACE --coverage -fprofile-update=atomic)
  target_link_options(aggregator_flags INTERFACE --coverage)
endif()

# aggregator_room(<name> FLOOR <n> [ROOMS <room>...] [LIBRARIES <target_link_libraries arguments>...])
# Refuses at configure time an arrow to a room that is not on a lower floor.
function(aggregator_room name)
  cmake_parse_arguments(ROOM "" "FLOOR" "ROOMS;LIBRARIES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/${name}/*.cpp")
  add_library(aggregator_${name} STATIC ${sources})
  set_property(TARGET aggregator_${name} PROPERTY AGGREGATOR_FLOOR ${ROOM_FLOOR})
  target_include_directories(aggregator_${name}
    PUBLIC "${PROJECT_SOURCE_DIR}/include" PRIVATE "${PROJECT_SOURCE_DIR}/src/${name}")
  target_link_libraries(aggregator_${name} PRIVATE aggregator_flags PUBLIC Threads::Threads)
  if(AGGREGATOR_SANITIZE AND NOT AGGREGATOR_SANITIZE MATCHES "fuzzer" AND NOT name MATCHES "^(base|feed|digest)$")
    target_compile_options(aggregator_${name} PRIVATE -O0)  # computes little; half the time to compile
  endif()
  foreach(room IN LISTS ROOM_ROOMS)
    get_property(floor TARGET aggregator_${room} PROPERTY AGGREGATOR_FLOOR)
    if(NOT floor LESS ROOM_FLOOR)
      message(FATAL_ERROR "${name} (floor ${ROOM_FLOOR}) must not use ${room} (floor ${floor})")
    endif()
    target_link_libraries(aggregator_${name} PUBLIC aggregator_${room})
  endforeach()
  target_link_libraries(aggregator_${name} ${ROOM_LIBRARIES})
endfunction()
