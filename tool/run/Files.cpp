//===- Files.cpp - Files that are there as a whole or not at all --------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/run/Files.h"

#include "tool/unit/Inputs.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Compression.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace tenantscan {

// A stream that is destroyed with an error ends the program: the error is taken.
static std::error_code writeTo(int Descriptor, StringRef Content) {
  raw_fd_ostream Out(Descriptor, /*shouldClose=*/true, /*unbuffered=*/true);
  Out << Content;
  Out.close();
  std::error_code Error = Out.error();
  Out.clear_error();
  return Error;
}

Error replaceFile(const std::string &File, StringRef Content) {
  int Descriptor = -1;
  sys::fs::file_status Status;
  if (!sys::fs::status(File, Status) && Status.type() != sys::fs::file_type::regular_file) {
    std::error_code Error = sys::fs::openFileForWrite(File, Descriptor, sys::fs::CD_OpenExisting);
    return errorCodeToError(Error ? Error : writeTo(Descriptor, Content));
  }
  SmallString<256> Temporary;
  if (std::error_code Error =
          sys::fs::createUniqueFile(File + ".tmp-%%%%%%%%", Descriptor, Temporary, sys::fs::OF_None, sys::fs::all_read | sys::fs::all_write))
    return errorCodeToError(Error);
  std::error_code Error = writeTo(Descriptor, Content);
  if (!Error)
    Error = sys::fs::rename(Temporary, File);
  if (Error)
    sys::fs::remove(Temporary);
  return errorCodeToError(Error);
}

// Magic, digest of what follows, size of the content, the content compressed.
std::string seal(StringRef Magic, StringRef Content) {
  char Size[8];
  support::endian::write64le(Size, Content.size());
  SmallVector<uint8_t, 0> Packed;
  if (compression::zstd::isAvailable())
    compression::zstd::compress(arrayRefFromStringRef(Content), Packed, compression::zstd::BestSpeedCompression);
  else
    Packed.append(Content.bytes_begin(), Content.bytes_end());
  std::string Body = (StringRef(Size, sizeof Size) + toStringRef(Packed)).str();
  return (Magic + toStringRef(digestOf(Body)) + Body).str();
}

std::optional<std::string> unseal(StringRef Magic, StringRef Sealed) {
  constexpr size_t DigestSize = std::tuple_size_v<Digest>;
  if (!Sealed.consume_front(Magic) || Sealed.size() < DigestSize + 8 ||
      toStringRef(digestOf(Sealed.drop_front(DigestSize))) != Sealed.take_front(DigestSize))
    return std::nullopt;
  uint64_t Size = support::endian::read64le(Sealed.data() + DigestSize);
  Sealed = Sealed.drop_front(DigestSize + 8);
  if (!compression::zstd::isAvailable())
    return Sealed.str();
  // No content shrinks more than this: a size that somebody made up takes no memory.
  if (Size > (uint64_t(Sealed.size()) + 64) << 15)
    return std::nullopt;
  std::string Content(Size, '\0');
  size_t Got = Size;
  if (Error Failure = compression::zstd::decompress(arrayRefFromStringRef(Sealed), reinterpret_cast<uint8_t *>(Content.data()), Got)) {
    consumeError(std::move(Failure));
    return std::nullopt;
  }
  if (Got != Size)
    return std::nullopt;
  return Content;
}

} // namespace tenantscan
