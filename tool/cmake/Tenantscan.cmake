# Scans the sources of targets as part of the build: each source is scanned again
# only when it, a header of it, its compile command or the configuration changed.
#
#   include(Tenantscan)
#   tenantscan_enable(app core)
#
# makes the target tenantscan-app for each: building it reports what was found in the
# sources of app, and fails on findings. The target `tenantscan` builds them all.
#
#   TENANTSCAN_EXECUTABLE  the program; searched for if it is not set
#   TENANTSCAN_ROOT        folder of the project; CMAKE_SOURCE_DIR if it is not set
#
# Needs a generator that writes compile_commands.json: Ninja or Makefiles. Sources
# that are named by generator expressions are left out, which is said.
include_guard(GLOBAL)
find_program(TENANTSCAN_EXECUTABLE tenantscan REQUIRED)
set(TENANTSCAN_ROOT "${CMAKE_SOURCE_DIR}" CACHE PATH "Folder of the project for tenantscan")

function(tenantscan_enable)
  if(NOT TARGET tenantscan)
    add_custom_target(tenantscan)
  endif()
  foreach(target IN LISTS ARGN)
    if(NOT TARGET ${target})
      message(FATAL_ERROR "tenantscan_enable: there is no target ${target}")
    endif()
    set_target_properties(${target} PROPERTIES EXPORT_COMPILE_COMMANDS ON)
    get_target_property(sources ${target} SOURCES)
    get_target_property(folder ${target} SOURCE_DIR)
    set(parts)
    foreach(source IN LISTS sources)
      if(source MATCHES "\\$<")
        message(STATUS "tenantscan: ${source} of ${target} is not scanned")
        continue()
      elseif(NOT source MATCHES "\\.(c|cc|cpp|cxx|c\\+\\+|C|CPP|m|mm)$")
        continue()
      endif()
      get_filename_component(file "${source}" ABSOLUTE BASE_DIR "${folder}")
      # Two sources may have the same name, and a name may have any characters.
      string(SHA1 name "${file}")
      set(part "${CMAKE_BINARY_DIR}/tenantscan/${target}/${name}.part")
      add_custom_command(
        OUTPUT "${part}"
        COMMAND "${TENANTSCAN_EXECUTABLE}" unit "${file}" -o "${part}" --depfile "${part}.d" -p "${CMAKE_BINARY_DIR}" --root "${TENANTSCAN_ROOT}"
                --cache-dir "${CMAKE_BINARY_DIR}/tenantscan/cache"
        DEPENDS "${file}" "${CMAKE_BINARY_DIR}/compile_commands.json" "${TENANTSCAN_EXECUTABLE}"
        DEPFILE "${part}.d"
        COMMENT "Scanning ${source}"
        VERBATIM)
      list(APPEND parts "${part}")
    endforeach()
    if(NOT parts)
      message(FATAL_ERROR "tenantscan_enable: ${target} has no sources to scan")
    endif()
    file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/tenantscan/${target}")
    add_custom_target(tenantscan-${target} COMMAND "${TENANTSCAN_EXECUTABLE}" merge ${parts} DEPENDS ${parts} VERBATIM)
    # Headers that the build generates must be there.
    add_dependencies(tenantscan-${target} ${target})
    add_dependencies(tenantscan tenantscan-${target})
  endforeach()
endfunction()
